package io.github.langres.engine.encode;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.EngineException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Shares the jobs of one call between the caller's thread and helpers. The caller always works too,
 * so a call never waits for a free helper. Thread-safe.
 */
final class Workers implements AutoCloseable {
  private static final long IDLE_SECONDS = 5;
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final int size;
  private final ThreadPoolExecutor helpers;

  /** One job of a call; the cancellation stops it when another job failed, too. */
  @FunctionalInterface
  interface Job {
    void run(int index, Cancellation stop);
  }

  Workers(int size) {
    this.size = size;
    this.helpers =
        new ThreadPoolExecutor(
            Math.max(1, size - 1),
            Math.max(1, size - 1),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Workers::newThread,
            // After close the callers' own threads do what is left.
            new ThreadPoolExecutor.DiscardPolicy());
    helpers.allowCoreThreadTimeOut(true);
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "langres-encode-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Runs the jobs 0 to count - 1, each once, begun in that order; returns when none runs any more.
   * Throws the first failure.
   */
  void forEach(int count, Cancellation cancellation, Job job) {
    int wanted = Math.min(size, count);
    if (wanted <= 1) {
      for (int index = 0; index < count; index++) {
        requireNotRequested(cancellation);
        job.run(index, cancellation);
      }
      return;
    }
    Call call = new Call(count, job);
    Cancellation.Registration registration = cancellation.onCancel(call.stop::cancel);
    try {
      for (int i = 1; i < wanted; i++) {
        helpers.execute(call::help);
      }
    } finally {
      // Also when the machine has no thread left for a helper: others may be at work.
      call.finish();
      registration.close();
    }
  }

  private static void requireNotRequested(Cancellation cancellation) {
    if (cancellation.isRequested()) {
      throw new EngineException.Cancelled("the call was cancelled between two batches");
    }
  }

  @Override
  public void close() {
    helpers.shutdown();
  }

  private static final class Call {
    private final int count;
    private final Job job;
    private final Cancellation stop = new Cancellation();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Phaser working = new Phaser(1);

    Call(int count, Job job) {
      this.count = count;
      this.job = job;
    }

    /** A helper that comes when the call is over finds no job, or the stop. */
    void help() {
      working.register();
      try {
        work();
      } finally {
        working.arriveAndDeregister();
      }
    }

    void finish() {
      work();
      working.arriveAndAwaitAdvance();
      Throwable first = failure.get();
      if (first instanceof RuntimeException e) {
        throw e;
      }
      if (first instanceof Error e) {
        throw e;
      }
      if (first != null) {
        throw new UndeclaredThrowableException(first);
      }
    }

    private void work() {
      try {
        for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
          requireNotRequested(stop);
          job.run(index, stop);
        }
      } catch (Throwable e) {
        // First the failure, then the stop: what the stop causes in the others is no failure.
        failure.compareAndSet(null, e);
        stop.cancel();
      }
    }
  }
}
