package io.github.langres.engine.generate;

/** What a loop lends to one generation at a time, and closes at last. */
abstract sealed class LoopState implements AutoCloseable permits DecodeState, DecodeBatch {
  private final DecodeLoop loop;
  private final DecoderRun run;
  private boolean inUse;
  private volatile boolean closed;

  LoopState(DecodeLoop loop, DecoderRun run) {
    this.loop = loop;
    this.run = run;
  }

  DecoderRun run() {
    return run;
  }

  /** The memory of the KV cache now, outside the Java heap. */
  public long cacheBytes() {
    return run.cache().bytes();
  }

  synchronized void enter(DecodeLoop caller) {
    if (caller != loop) {
      throw new IllegalArgumentException("the state belongs to another decode loop");
    }
    requireOpen();
    if (inUse) {
      throw new IllegalStateException(
          "the state is in use by another generation; make a state for each");
    }
    inUse = true;
  }

  synchronized void leave() {
    inUse = false;
    if (closed) {
      run.close();
    }
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the decode state or its loop is closed");
    }
  }

  /**
   * Frees the tensors; idempotent. A generation under way ends with {@link IllegalStateException}
   * before its next step.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      if (!inUse) {
        run.close();
      }
    }
    loop.forget(this);
  }
}
