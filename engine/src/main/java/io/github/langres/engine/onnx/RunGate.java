package io.github.langres.engine.onnx;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets runs through until it closes; closing waits for the runs inside. ONNX Runtime itself crashes
 * the process when a session is closed under a run.
 */
final class RunGate {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile boolean closed;

  /** Enters; the caller leaves in a finally block. */
  void enter() {
    requireOpen();
    lock.readLock().lock();
    if (closed) {
      lock.readLock().unlock();
      requireOpen();
    }
  }

  void leave() {
    lock.readLock().unlock();
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the graph is closed");
    }
  }

  /** Refuses new entries at once, waits for those inside, then runs the action the first time. */
  void close(Runnable action) {
    boolean first;
    synchronized (this) {
      first = !closed;
      closed = true;
    }
    lock.writeLock().lock();
    try {
      if (first) {
        action.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
