package io.github.langres.engine.schedule;

import io.github.langres.engine.EngineException;
import io.github.langres.engine.ScheduleListener;
import io.github.langres.engine.ScheduleListener.Reason;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gathers requests of many threads into batches and runs them: dynamic batching for services.
 *
 * <ul>
 *   <li>Each run takes the oldest request and those of like length, so none waits for more runs
 *       than there were requests before it. A row longer than the budget runs alone.
 *   <li>An idle worker waits for more only while fewer requests are in flight than at its last run,
 *       and no longer than {@link ScheduleOptions#maxWait}: a lone caller does not wait.
 *   <li>Nothing crosses: each request is answered once, with its own row, or fails.
 *   <li>A request that its caller cancels leaves the queue; one that runs already is abandoned,
 *       without touching its mates. A run whose every request is gone is stopped.
 *   <li>When a run of several fails, each of them runs once more, alone.
 * </ul>
 *
 * <p>Thread-safe, for virtual threads too. What callers hang on a future with methods that are not
 * {@code Async} may run on one of this scheduler's threads: keep it short, and do not wait there
 * for another answer.
 */
public final class BatchScheduler implements AutoCloseable {
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final RequestQueue queue;
  private final ScheduleListener listener;
  private final LongSupplier clock;
  private final Deadlines deadlines = new Deadlines();
  private final List<Thread> workers = new ArrayList<>();
  private final CountDownLatch working;

  /** Starts the workers, on daemon threads. The runner stays the caller's to close, after this. */
  public BatchScheduler(BatchRunner runner, ScheduleOptions options, ScheduleListener listener) {
    this(runner, options, listener, System::nanoTime);
  }

  BatchScheduler(
      BatchRunner runner, ScheduleOptions options, ScheduleListener listener, LongSupplier clock) {
    this.queue = new RequestQueue(options, clock);
    this.listener = new GuardedListener(listener);
    this.clock = clock;
    this.working = new CountDownLatch(options.workers());
    BatchWorker worker = new BatchWorker(queue, runner, this.listener, clock);
    for (int i = 0; i < options.workers(); i++) {
      Thread thread =
          new Thread(
              () -> {
                worker.run();
                working.countDown();
              },
              "langres-batch-" + THREADS.incrementAndGet());
      thread.setDaemon(true);
      workers.add(thread);
    }
    workers.forEach(Thread::start);
  }

  /**
   * Queues a request. Cancelling the future takes the request back. It fails with {@link
   * EngineException.DeadlineExceeded} when the timeout is over before the answer, with what the run
   * or the reader throws, or with {@link IllegalStateException} when this closes first.
   *
   * @throws EngineException.Overloaded at once when the queue is full
   * @throws IllegalStateException when this is closed
   */
  public <R> CompletableFuture<R> submit(RowRequest<R> request) {
    Pending<R> pending = new Pending<>(request, clock.getAsLong());
    try {
      queue.add(pending);
    } catch (EngineException.Overloaded e) {
      listener.onUnanswered(Reason.REFUSED);
      throw e;
    }
    CompletableFuture<R> future = pending.future();
    var unused = future.whenComplete((answer, failure) -> settled(pending, failure));
    deadlines.watch(pending);
    return future;
  }

  private void settled(Pending<?> pending, @Nullable Throwable failure) {
    queue.remove(pending);
    if (failure instanceof CancellationException) {
      listener.onUnanswered(Reason.CANCELLED);
    } else if (failure instanceof EngineException.DeadlineExceeded) {
      listener.onUnanswered(Reason.EXPIRED);
    } else if (failure != null) {
      listener.onUnanswered(Reason.FAILED);
    }
  }

  /**
   * Queues a request and waits for its answer. An interrupt takes the request back; the thread
   * stays interrupted.
   *
   * @throws EngineException.Overloaded at once when the queue is full
   * @throws EngineException.DeadlineExceeded when the timeout is over before the answer
   * @throws EngineException.Cancelled when the waiting thread is interrupted
   * @throws IllegalStateException when this is closed, or closes before the request runs; or on one
   *     of this scheduler's own threads, where waiting would never end
   */
  public <R> R call(RowRequest<R> request) {
    if (workers.contains(Thread.currentThread())) {
      throw new IllegalStateException(
          "a thread that runs batches cannot wait for one; use submit, or hang on the future with"
              + " an Async method");
    }
    CompletableFuture<R> future = submit(request);
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new EngineException.Cancelled("interrupted while waiting for the answer");
    } catch (ExecutionException e) {
      throw unchecked(e);
    }
  }

  private static RuntimeException unchecked(ExecutionException wrapper) {
    Throwable failure = wrapper.getCause();
    if (failure instanceof Error e) {
      throw e;
    }
    return failure instanceof RuntimeException e ? e : new UndeclaredThrowableException(wrapper);
  }

  /** Refuses new requests, fails the queued ones, and waits for the running ones; idempotent. */
  @Override
  public void close() {
    close(Duration.ZERO);
  }

  /**
   * Refuses new requests, runs the queued ones as long as the time lasts, fails the rest, and waits
   * for the running ones; idempotent. An interrupt ends the drain, not the wait for running ones.
   * On one of this scheduler's own threads it waits for nothing.
   */
  public void close(Duration drain) {
    queue.close();
    boolean mayWait = !workers.contains(Thread.currentThread());
    boolean interrupted = mayWait && interruptedWait(drain);
    for (Pending<?> pending : queue.clear()) {
      pending.fail(new IllegalStateException("the scheduler was closed before the request ran"));
    }
    while (mayWait && working.getCount() > 0) {
      interrupted |= interruptedWait(FOREVER);
    }
    deadlines.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the workers to go home; true when an interrupt ended the wait. */
  private boolean interruptedWait(Duration longest) {
    try {
      boolean unused = working.await(TimeUnit.NANOSECONDS.convert(longest), TimeUnit.NANOSECONDS);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }
}
