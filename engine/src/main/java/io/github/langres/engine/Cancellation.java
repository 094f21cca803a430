package io.github.langres.engine;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Asks the runs that carry it to stop; may be shared by many runs. Thread-safe. {@link #NONE} is
 * never cancelled.
 */
public final class Cancellation {

  /** Never cancelled. */
  public static final Cancellation NONE = new Cancellation(false);

  private final boolean cancellable;
  private final Set<Runnable> listeners = new LinkedHashSet<>();
  private volatile boolean requested;

  public Cancellation() {
    this(true);
  }

  private Cancellation(boolean cancellable) {
    this.cancellable = cancellable;
  }

  /** Asks every run that carries this to stop, now and later. */
  public void cancel() {
    if (!cancellable) {
      throw new IllegalStateException("Cancellation.NONE cannot be cancelled; make your own");
    }
    synchronized (listeners) {
      requested = true;
      listeners.forEach(Runnable::run);
    }
  }

  /** True once {@link #cancel()} was called. */
  public boolean isRequested() {
    return requested;
  }

  /**
   * Calls the listener when cancelled, at once if it already was; close the registration before the
   * listener's resources. The listener must be short and must not throw.
   */
  public Registration onCancel(Runnable listener) {
    if (!cancellable) {
      return () -> {};
    }
    synchronized (listeners) {
      listeners.add(listener);
      if (requested) {
        listener.run();
      }
    }
    return () -> {
      synchronized (listeners) {
        listeners.remove(listener);
      }
    };
  }

  /** A listener's place; after {@link #close()} the listener is not called any more. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
