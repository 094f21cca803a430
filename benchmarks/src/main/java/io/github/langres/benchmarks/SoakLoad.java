package io.github.langres.benchmarks;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.TokenBatch;
import io.github.langres.engine.encode.EncodeLoop;
import io.github.langres.engine.schedule.BatchScheduler;
import io.github.langres.engine.schedule.RowRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Requests of every kind against a service that comes and goes; counts how each one ends. */
final class SoakLoad {
  private static final int ROWS = 400;
  private static final int LONGEST = 700;
  private static final long LOST_SECONDS = 60;
  private static final float TOLERANCE = 1e-3f;

  /** How a request ends. */
  enum End {
    ANSWERED,
    REFUSED,
    EXPIRED,
    CANCELLED,
    CLOSED,
    /** Another answer than the row's own. */
    WRONG,
    /** No end within a minute. */
    LOST,
    /** An end that nothing explains. */
    FAILED
  }

  private final int[][] rows = SchedulerThroughput.rows(ROWS, new Random(3));
  private final float[][] expected = new float[ROWS][];
  private final Map<End, Long> ends = new ConcurrentSkipListMap<>();

  /** Computes the expected answers, each row alone. */
  SoakLoad(EncodeLoop loop) {
    rows[0] = new Random(4).ints(LONGEST, 1, StandInEncoder.VOCABULARY).toArray();
    for (int i = 0; i < ROWS; i++) {
      int index = i;
      loop.run(
          TokenBatch.of(rows[i]),
          (row, output) -> expected[index] = SchedulerThroughput.pooled(output),
          Cancellation.NONE);
    }
  }

  long count(End end) {
    return ends.getOrDefault(end, 0L);
  }

  /** One random step of a caller: a call, or a burst of requests. */
  void step(Supplier<BatchScheduler> scheduler, Random random) {
    LockSupport.parkNanos(random.nextInt(20) == 0 ? random.nextInt(20_000_000) : 1000);
    switch (random.nextInt(8)) {
      case 0 -> burst(scheduler.get(), random);
      case 1 -> interrupted(scheduler.get(), random);
      case 2 -> {
        Duration timeout = Duration.ofNanos(random.nextInt(20_000_000));
        call(scheduler.get(), random, timeout);
      }
      default -> call(scheduler.get(), random, Duration.ofSeconds(LOST_SECONDS));
    }
  }

  private void call(BatchScheduler scheduler, Random random, Duration timeout) {
    int row = random.nextInt(ROWS);
    try {
      check(row, scheduler.call(request(row).withTimeout(timeout)));
    } catch (EngineException.DeadlineExceeded e) {
      end(timeout.toSeconds() == LOST_SECONDS ? End.LOST : End.EXPIRED);
    } catch (RuntimeException e) {
      end(kind(e));
    }
  }

  private void interrupted(BatchScheduler scheduler, Random random) {
    Thread.currentThread().interrupt();
    call(scheduler, random, Duration.ofSeconds(LOST_SECONDS));
    boolean unused = Thread.interrupted();
  }

  private void burst(BatchScheduler scheduler, Random random) {
    List<Integer> asked = new ArrayList<>();
    List<CompletableFuture<float[]>> futures = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      int row = random.nextInt(ROWS);
      try {
        futures.add(scheduler.submit(request(row)));
        asked.add(row);
      } catch (RuntimeException e) {
        end(kind(e));
      }
    }
    boolean all = random.nextInt(4) == 0;
    for (CompletableFuture<float[]> future : futures) {
      LockSupport.parkNanos(random.nextInt(500_000));
      if (all || random.nextInt(3) == 0) {
        future.cancel(true);
      }
    }
    for (int i = 0; i < futures.size(); i++) {
      await(asked.get(i), futures.get(i));
    }
  }

  private void await(int row, CompletableFuture<float[]> future) {
    try {
      check(row, future.get(LOST_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      end(kind(e.getCause()));
    } catch (CancellationException e) {
      end(End.CANCELLED);
    } catch (TimeoutException e) {
      end(End.LOST);
    } catch (InterruptedException e) {
      end(End.FAILED);
    }
  }

  private RowRequest<float[]> request(int row) {
    return RowRequest.of(rows[row], SchedulerThroughput::pooled);
  }

  private static End kind(@Nullable Throwable failure) {
    if (failure instanceof EngineException.Overloaded) {
      return End.REFUSED;
    }
    if (failure instanceof EngineException.Cancelled) {
      return End.CANCELLED;
    }
    return failure instanceof IllegalStateException ? End.CLOSED : End.FAILED;
  }

  private void check(int row, float[] answer) {
    boolean right = true;
    for (int i = 0; i < answer.length; i++) {
      float allowed = TOLERANCE * (1 + Math.abs(expected[row][i]));
      right &= Math.abs(answer[i] - expected[row][i]) <= allowed;
    }
    end(right ? End.ANSWERED : End.WRONG);
  }

  private void end(End end) {
    ends.merge(end, 1L, Long::sum);
  }

  @Override
  public String toString() {
    return ends.toString();
  }
}
