package io.github.langres.engine.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.langres.engine.Cancellation;
import io.github.langres.engine.EngineException;
import org.jspecify.annotations.Nullable;

/** The switch that stops a native run from another thread; reused from run to run. */
final class RunStop {
  private OrtSession.@Nullable RunOptions options;
  private final Runnable listener = this::request;
  private volatile boolean requested;

  static void requireNotRequested(Cancellation cancellation) {
    if (cancellation.isRequested()) {
      throw new EngineException.Cancelled("the run was cancelled");
    }
  }

  OrtSession.RunOptions runOptions() throws OrtException {
    if (options == null) {
      options = new OrtSession.RunOptions();
    }
    return options;
  }

  /** What the cancellation is to call; the same object for each run. */
  Runnable listener() {
    return listener;
  }

  /** Stops the native run at its next node. Called by the thread that cancels. */
  private void request() {
    requested = true;
    terminate(true);
  }

  /** Makes the switch ready for the next run; the registration must be closed. */
  void reset() {
    if (requested) {
      terminate(false);
      requested = false;
    }
  }

  void close() {
    if (options != null) {
      options.close();
    }
  }

  private void terminate(boolean terminate) {
    try {
      runOptions().setTerminate(terminate);
    } catch (OrtException e) {
      throw new EngineException.Run("cannot stop a run: " + OnnxErrors.shortMessage(e), e);
    }
  }
}
