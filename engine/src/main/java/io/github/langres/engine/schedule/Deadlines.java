package io.github.langres.engine.schedule;

import io.github.langres.engine.EngineException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends requests whose time is over, while they are queued and while they run. Its one thread starts
 * with the first timeout. Thread-safe.
 */
final class Deadlines implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Deadlines::newThread);

  Deadlines() {
    // An answered request must not stay in memory until its timeout.
    timer.setRemoveOnCancelPolicy(true);
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "langres-deadlines");
    thread.setDaemon(true);
    return thread;
  }

  void watch(Pending<?> pending) {
    Duration timeout = pending.request().timeout();
    if (timeout == null) {
      return;
    }
    if (timeout.isZero() || timeout.isNegative()) {
      expire(pending, timeout);
      return;
    }
    Future<?> alarm = schedule(pending, timeout);
    if (alarm != null) {
      var unused = pending.future().whenComplete((answer, failure) -> alarm.cancel(false));
    }
  }

  private @Nullable Future<?> schedule(Pending<?> pending, Duration timeout) {
    try {
      long nanos = TimeUnit.NANOSECONDS.convert(timeout);
      return timer.schedule(() -> expire(pending, timeout), nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // Closed meanwhile, which ends the request anyhow.
      return null;
    }
  }

  private static void expire(Pending<?> pending, Duration timeout) {
    pending.fail(
        new EngineException.DeadlineExceeded(
            "no answer within the request's timeout of " + timeout.toMillis() + " ms"));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
