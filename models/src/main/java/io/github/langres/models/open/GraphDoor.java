package io.github.langres.models.open;

import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphOptions;
import io.github.langres.engine.GraphSource;
import io.github.langres.engine.onnx.OnnxGraphs;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.Precision;
import io.github.langres.models.family.Architectures;
import io.github.langres.models.family.BuildOptions;
import io.github.langres.models.family.Head;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.models.folder.OnnxFile;
import io.github.langres.models.safetensors.Weights;
import io.github.langres.tokenizer.json.JsonException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a folder into a graph: built from its safetensors where their architecture is known, else
 * the exported ONNX file, which is the slower door.
 */
final class GraphDoor {
  private GraphDoor() {}

  /**
   * The graph of the folder with that head.
   *
   * @throws ModelException.MissingHead when the checkpoint was not trained for it
   */
  static Graph open(ModelFolder folder, ModelOptions options, Head head) {
    Optional<Path> onnx = folder.onnx();
    if (folder.hasSafetensors() && (onnx.isEmpty() || isKnown(folder))) {
      Weights weights = Weights.open(folder.path());
      return built(folder, options, weights, head);
    }
    return onnx(folder, options, onnx);
  }

  /** The graph of the folder with the head that its config names. */
  static Graph openMain(ModelFolder folder, ModelOptions options) {
    Optional<Path> onnx = folder.onnx();
    if (folder.hasSafetensors() && (onnx.isEmpty() || isKnown(folder))) {
      Weights weights = Weights.open(folder.path());
      return built(folder, options, weights, mainHead(folder, weights));
    }
    return onnx(folder, options, onnx);
  }

  /** The head of the class that saved the checkpoint; without one, the hidden states. */
  static Head mainHead(ModelFolder folder, Weights weights) {
    Set<Head> present = heads(folder, weights);
    return folder.architectures().stream()
        .flatMap(name -> Head.ofArchitecture(name).stream())
        .filter(present::contains)
        .findFirst()
        .orElse(Head.BASE);
  }

  /** The heads that the checkpoint holds weights of. */
  static Set<Head> heads(ModelFolder folder, Weights weights) {
    try {
      return Architectures.heads(folder.config(), weights);
    } catch (JsonException e) {
      throw new ModelException.Folder(folder.path() + ": " + e.getMessage(), e);
    }
  }

  private static boolean isKnown(ModelFolder folder) {
    return Architectures.modelTypes().contains(folder.modelType());
  }

  private static Graph built(ModelFolder folder, ModelOptions options, Weights weights, Head head) {
    try {
      BuildOptions build = BuildOptions.defaults().withPrecision(arithmetic(options.precision()));
      GraphSource source = Architectures.build(folder.config(), weights, head, build);
      return OnnxGraphs.open(source, graphOptions(options));
    } catch (JsonException e) {
      throw new ModelException.Folder(folder.path() + ": " + e.getMessage(), e);
    }
  }

  private static io.github.langres.models.graph.Precision arithmetic(Precision precision) {
    return switch (precision) {
      case FP32 -> io.github.langres.models.graph.Precision.FP32;
      case INT8, INT8_REPRODUCIBLE -> io.github.langres.models.graph.Precision.INT8;
    };
  }

  private static Graph onnx(ModelFolder folder, ModelOptions options, Optional<Path> onnx) {
    Path file =
        onnx.orElseThrow(
            () ->
                new ModelException.Folder(
                    "no weights in "
                        + folder.path()
                        + "; expected model.safetensors, or model.onnx at the root or in onnx/"));
    if (options.precision() != Precision.FP32) {
      throw new ModelException.Unsupported(
          "an exported ONNX file runs in the numbers it was exported in; open it with precision"
              + " fp32, got "
              + options.precision());
    }
    OnnxFile.check(file);
    return OnnxGraphs.open(new GraphSource.File(file), graphOptions(options));
  }

  private static GraphOptions graphOptions(ModelOptions options) {
    return GraphOptions.defaults().withDevice(options.device()).withThreads(options.threads());
  }
}
