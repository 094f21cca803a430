package io.github.langres.models.built;

import io.github.langres.engine.onnx.OnnxPrepacking;
import io.github.langres.engine.onnx.OnnxRuntimeInfo;
import io.github.langres.engine.onnx.Processor;
import io.github.langres.models.ModelException;
import io.github.langres.models.graph.GraphFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Graphs whose weights are packed for one processor, beside the portable ones. The sessions that
 * open them map the packed weights from the file, which all processes of a machine then share.
 */
final class Prepacking {
  private static final Logger LOG = LoggerFactory.getLogger(Prepacking.class);

  private Prepacking() {}

  /** Writes the prepacked form of the portable graphs, given by head name. */
  static BuiltManifest.Prepacked write(Path folder, Map<String, String> portable, GraphFiles files)
      throws IOException {
    String processor = Processor.current().orElseThrow(Prepacking::unknownProcessor).toString();
    Map<String, String> graphs = new LinkedHashMap<>();
    for (Map.Entry<String, String> graph : portable.entrySet()) {
      Path source = folder.resolve(graph.getValue());
      Path scratch = Files.createTempDirectory(source.getParent(), "prepacking");
      Path optimized = scratch.resolve("graph.onnx");
      Path weights = scratch.resolve("weights.bin");
      try {
        OnnxPrepacking.write(source, optimized, weights.getFileName().toString());
        String name = graph.getKey() + "-prepacked.onnx";
        files.copyPrepacked(name, optimized, weights);
        graphs.put(graph.getKey(), "langres/" + name);
      } finally {
        Files.deleteIfExists(optimized);
        Files.deleteIfExists(weights);
        Files.deleteIfExists(scratch);
      }
    }
    return new BuiltManifest.Prepacked(processor, graphs);
  }

  private static ModelException unknownProcessor() {
    return new ModelException.Unsupported(
        "weights can be prepacked on Linux only, where the system names the processor; build"
            + " without prepacking");
  }

  /** True when the graphs were packed for this processor and this ONNX Runtime. */
  static boolean fits(BuiltManifest.Prepacked prepacked, String runtime) {
    String here = Processor.current().map(Processor::toString).orElse("unknown");
    boolean fits = prepacked.processor().equals(here) && runtime.equals(OnnxRuntimeInfo.version());
    if (!fits) {
      LOG.debug(
          "prepacked for {} and ONNX Runtime {}; this is {} and {}, so the portable form is used",
          prepacked.processor(),
          runtime,
          here,
          OnnxRuntimeInfo.version());
    }
    return fits;
  }
}
