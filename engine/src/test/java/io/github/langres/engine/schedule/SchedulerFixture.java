package io.github.langres.engine.schedule;

import static io.github.langres.engine.schedule.EchoRunner.request;

import io.github.langres.engine.BatchStats;
import io.github.langres.engine.ScheduleListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A scheduler over a runner that can be held. */
@Timeout(30)
abstract class SchedulerFixture {
  final EchoRunner runner = new EchoRunner();
  final Heard heard = new Heard();
  final ScheduleOptions options = ScheduleOptions.defaults().withMaxWait(Duration.ZERO);
  BatchScheduler scheduler = new BatchScheduler(runner, options, heard);
  CompletableFuture<Integer> running = CompletableFuture.completedFuture(0);

  @AfterEach
  void closeAll() {
    runner.letAll();
    scheduler.close();
  }

  void reopen(ScheduleOptions other) {
    scheduler.close();
    scheduler = new BatchScheduler(runner, other, heard);
  }

  /** A request that runs until the runner is let, so that what comes after it queues. */
  void occupyWorker() throws InterruptedException {
    runner.hold();
    running = scheduler.submit(request(1, 1));
    runner.started.acquire();
  }

  static final class Heard implements ScheduleListener {
    final List<BatchStats> batches = new CopyOnWriteArrayList<>();
    final List<Reason> reasons = new CopyOnWriteArrayList<>();

    @Override
    public void onBatch(BatchStats stats) {
      batches.add(stats);
    }

    @Override
    public void onUnanswered(Reason reason) {
      reasons.add(reason);
    }
  }
}
