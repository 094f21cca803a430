package io.github.langres.engine.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.github.langres.engine.EngineException;
import java.nio.file.Path;

/** Saves the weights in the form that this processor's kernels read. Thread-safe. */
public final class OnnxPrepacking {
  /** Smaller weights go into the ONNX file itself. */
  private static final String LEAST_EXTERNAL_BYTES = "1024";

  private OnnxPrepacking() {}

  /**
   * Writes a graph as ONNX Runtime has optimized it, with a file of weights beside it that holds
   * each weight twice: as it was, and, in an external data entry {@code prepacked_0}, as its kernel
   * packs it. Opened again by the same ONNX Runtime on such a processor, the packed weights are
   * mapped rather than made.
   *
   * @param graph an ONNX file
   * @param target the ONNX file to write
   * @param weightsName the file of weights, in the target's folder
   * @throws EngineException.Load when ONNX Runtime refuses the graph or cannot write
   */
  public static void write(Path graph, Path target, String weightsName) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.setOptimizedModelFilePath(target.toString());
      options.addConfigEntry(
          "session.optimized_model_external_initializers_file_name", weightsName);
      options.addConfigEntry(
          "session.optimized_model_external_initializers_min_size_in_bytes", LEAST_EXTERNAL_BYTES);
      options.addConfigEntry("session.save_external_prepacked_constant_initializers", "1");
      OnnxEnvironment.get().createSession(graph.toString(), options).close();
    } catch (OrtException e) {
      throw new EngineException.Load(
          "cannot prepack " + graph + ": " + OnnxErrors.shortMessage(e), e);
    }
  }
}
