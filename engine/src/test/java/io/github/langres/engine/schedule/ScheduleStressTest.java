package io.github.langres.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.ScheduleListener;
import io.github.langres.engine.TokenBatch;
import io.github.langres.engine.batch.BatchLimits;
import io.github.langres.engine.encode.RowSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many threads, random cancellations, deadlines, failures, and closes, over a runner of no work.
 */
@Timeout(60)
class ScheduleStressTest {
  private static final int CALLERS = 12;
  private static final int REQUESTS = 1500;
  private static final int BUDGET = 64;
  private static final int POISON = 1 << 20;

  private final AtomicReference<BatchScheduler> scheduler = new AtomicReference<>(open(2));
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicInteger overBudget = new AtomicInteger();
  private final AtomicInteger ids = new AtomicInteger(1);
  private volatile boolean done;

  private BatchScheduler open(int seed) {
    ScheduleOptions options =
        ScheduleOptions.defaults()
            .withLimits(BatchLimits.ofTokens(BUDGET))
            .withMaxWait(Duration.ofNanos(seed % 3 * 300_000L))
            .withMaxQueued(CALLERS)
            .withWorkers(1 + seed % 3);
    return new BatchScheduler(this::run, options, ScheduleListener.NONE);
  }

  private void run(TokenBatch rows, RowSink sink, Cancellation cancellation) {
    int width = 0;
    for (int row = 0; row < rows.rows(); row++) {
      width = Math.max(width, rows.length(row));
    }
    if (rows.rows() > 1 && rows.rows() * width > BUDGET) {
      overBudget.incrementAndGet();
    }
    LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(200_000));
    if (cancellation.isRequested()) {
      throw new EngineException.Cancelled("stopped");
    }
    for (int row = 0; row < rows.rows(); row++) {
      if (rows.ids()[rows.starts()[row]] >= POISON) {
        throw new EngineException.Run("poison");
      }
      sink.row(row, EchoRunner.row(rows, row));
    }
  }

  @Test
  void load_ofEveryKind_losesAndCrossesNothing() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<Integer>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(threads.submit(caller(new Random(i))));
      }
      Future<?> reopener = threads.submit(this::reopen);
      int requests = 0;
      for (Future<Integer> caller : callers) {
        requests += caller.get();
      }
      done = true;
      reopener.get();
      assertThat(requests).isEqualTo(CALLERS * REQUESTS);
      assertThat(answered.get() + unanswered.get()).isEqualTo(requests);
      assertThat(answered.get()).isGreaterThan(requests / 4);
      assertThat(overBudget).hasValue(0);
    } finally {
      threads.shutdownNow();
      scheduler.get().close();
    }
  }

  private void reopen() {
    Random random = new Random(99);
    while (!done) {
      LockSupport.parkNanos(random.nextInt(40_000_000));
      BatchScheduler old = scheduler.getAndSet(open(random.nextInt(9)));
      old.close(Duration.ofMillis(random.nextInt(2) * 20L));
    }
  }

  private Callable<Integer> caller(Random random) {
    return () -> {
      for (int i = 0; i < REQUESTS; i++) {
        try {
          ask(random);
          answered.incrementAndGet();
        } catch (EngineException | IllegalStateException e) {
          // Refused, expired, cancelled, poisoned or closed; an AssertionError goes through.
          unanswered.incrementAndGet();
        }
      }
      return REQUESTS;
    };
  }

  private void ask(Random random) throws Exception {
    boolean bad = random.nextInt(25) == 0;
    int id = ids.getAndIncrement() + (bad ? POISON : 0);
    RowRequest<Integer> request = EchoRunner.request(id, 1 + random.nextInt(BUDGET + 10));
    if (random.nextInt(4) == 0) {
      request = request.withTimeout(Duration.ofNanos(random.nextInt(3_000_000)));
    }
    int answer;
    if (random.nextInt(3) == 0) {
      CompletableFuture<Integer> future = scheduler.get().submit(request);
      LockSupport.parkNanos(random.nextInt(300_000));
      if (random.nextBoolean()) {
        future.cancel(true);
      }
      answer = get(future);
    } else {
      answer = scheduler.get().call(request);
    }
    assertThat(bad).as("a poisonous row was answered").isFalse();
    assertThat(answer).isEqualTo(id);
  }

  private static int get(CompletableFuture<Integer> future) throws Exception {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }
}
