package io.github.langres.models.open;

import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphOptions;
import io.github.langres.engine.GraphSource;
import io.github.langres.engine.onnx.OnnxGraphs;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.Precision;
import io.github.langres.models.family.Head;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.models.folder.OnnxFile;
import java.nio.file.Path;

/** Turns a folder into a graph. */
final class GraphDoor {
  private GraphDoor() {}

  /** The graph of the folder with that head. */
  static Graph open(ModelFolder folder, ModelOptions options, Head head) {
    return onnx(folder, options);
  }

  /** The graph of the folder with the head that its config names. */
  static Graph openMain(ModelFolder folder, ModelOptions options) {
    return onnx(folder, options);
  }

  private static Graph onnx(ModelFolder folder, ModelOptions options) {
    Path file =
        folder
            .onnx()
            .orElseThrow(
                () ->
                    new ModelException.Folder(
                        "no weights in "
                            + folder.path()
                            + "; expected model.onnx, at the root or in onnx/"));
    if (options.precision() != Precision.FP32) {
      throw new ModelException.Unsupported(
          "an exported ONNX file runs in the numbers it was exported in; open it with precision"
              + " fp32, got "
              + options.precision());
    }
    OnnxFile.check(file);
    return OnnxGraphs.open(
        new GraphSource.File(file),
        GraphOptions.defaults().withDevice(options.device()).withThreads(options.threads()));
  }
}
