package io.github.langres.engine.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import io.github.langres.engine.EngineException;

/** The one environment of the process; never closed, as ONNX Runtime wants it. */
final class OnnxEnvironment {
  private OnnxEnvironment() {}

  static OrtEnvironment get() {
    try {
      return Holder.ENVIRONMENT;
    } catch (LinkageError | RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new EngineException.Load(
          "ONNX Runtime's native library does not load on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + ": "
              + OnnxErrors.shortMessage(cause),
          e);
    }
  }

  private static final class Holder {
    static final OrtEnvironment ENVIRONMENT = create();

    private static OrtEnvironment create() {
      // Errors come as exceptions; standard error belongs to the application.
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "langres");
      try {
        environment.setTelemetry(false);
      } catch (OrtException e) {
        throw new IllegalStateException("telemetry cannot be switched off", e);
      }
      return environment;
    }
  }
}
