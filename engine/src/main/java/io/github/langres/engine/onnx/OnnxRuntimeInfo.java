package io.github.langres.engine.onnx;

import ai.onnxruntime.OrtEnvironment;
import java.util.List;

/** What ONNX Runtime says about itself. Thread-safe. */
public final class OnnxRuntimeInfo {
  private OnnxRuntimeInfo() {}

  /**
   * The version of the native library, such as {@code 1.29.0}.
   *
   * @throws io.github.langres.engine.EngineException.Load when the native library does not load
   */
  public static String version() {
    return OnnxEnvironment.get().getVersion();
  }

  /**
   * The execution providers that the library on the class path was built with, such as {@code CPU}
   * or {@code CUDA}; a provider in this list still needs its device and driver.
   *
   * @throws io.github.langres.engine.EngineException.Load when the native library does not load
   */
  public static List<String> providers() {
    OnnxEnvironment.get();
    return OrtEnvironment.getAvailableProviders().stream().map(Enum::name).toList();
  }
}
