package io.github.langres.engine.schedule;

import static io.github.langres.engine.schedule.EchoRunner.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.engine.BatchStats;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.ScheduleListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BatchSchedulerTest extends SchedulerFixture {
  @Test
  void call_ofOneRow_givesItsAnswer() {
    assertThat(scheduler.call(request(42, 5))).isEqualTo(42);
    assertThat(scheduler.call(request(43, 2000))).as("above the budget").isEqualTo(43);
  }

  @Test
  void submit_whileTheWorkerIsBusy_gathersInOrderOfArrival() throws Exception {
    occupyWorker();
    List<CompletableFuture<Integer>> mates =
        List.of(
            scheduler.submit(request(10, 5)),
            scheduler.submit(request(11, 6).withTypeIds(new int[] {0, 0, 0, 1, 1, 1})),
            scheduler.submit(request(12, 4)));
    runner.letAll();
    for (int i = 0; i < mates.size(); i++) {
      assertThat(mates.get(i).get()).isEqualTo(10 + i);
    }
    assertThat(running.get()).isEqualTo(1);
    assertThat(runner.runs).hasSize(2);
    assertThat(runner.runs.get(0).typeIds()).isEmpty();
    assertThat(runner.runs.get(1).typeIds())
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0);
  }

  @Test
  void submit_whenTheQueueIsFull_isRefusedAtOnce() throws Exception {
    reopen(options.withMaxQueued(2));
    occupyWorker();
    CompletableFuture<Integer> second = scheduler.submit(request(2, 1));
    CompletableFuture<Integer> third = scheduler.submit(request(3, 1));
    assertThatThrownBy(() -> scheduler.submit(request(4, 1)))
        .isInstanceOf(EngineException.Overloaded.class)
        .hasMessageContaining("2 requests are queued")
        .hasMessageContaining("ScheduleOptions.maxQueued");
    assertThat(heard.reasons).containsExactly(ScheduleListener.Reason.REFUSED);
    third.cancel(true);
    CompletableFuture<Integer> fourth = scheduler.submit(request(4, 1));
    runner.letAll();
    assertThat(second.get()).isEqualTo(2);
    assertThat(fourth.get()).as("takes the place of the cancelled one").isEqualTo(4);
  }

  @Test
  void submit_withATimeout_expiresInTheQueueAndInTheRun() throws Exception {
    occupyWorker();
    CompletableFuture<Integer> queued =
        scheduler.submit(request(2, 1).withTimeout(Duration.ofMillis(5)));
    assertThatThrownBy(queued::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(EngineException.DeadlineExceeded.class)
        .hasMessageContaining("5 ms");
    runner.letOne();
    assertThatThrownBy(() -> scheduler.call(request(3, 1).withTimeout(Duration.ofMillis(5))))
        .isInstanceOf(EngineException.DeadlineExceeded.class);
    assertThatThrownBy(() -> scheduler.call(request(4, 1).withTimeout(Duration.ZERO)))
        .isInstanceOf(EngineException.DeadlineExceeded.class);
    runner.letAll();
    assertThat(scheduler.call(request(5, 1).withTimeout(Duration.ofDays(1)))).isEqualTo(5);
    assertThat(runner.runs.stream().filter(rows -> rows.ids()[0] == 2)).as("never run").isEmpty();
    assertThat(heard.reasons)
        .hasSize(3)
        .allMatch(reason -> reason == ScheduleListener.Reason.EXPIRED);
  }

  @Test
  void cancel_ofARunningRequest_leavesItsMatesAlone() throws Exception {
    occupyWorker();
    CompletableFuture<Integer> first = scheduler.submit(request(2, 3));
    CompletableFuture<Integer> second = scheduler.submit(request(3, 3));
    CompletableFuture<Integer> third = scheduler.submit(request(4, 3));
    third.cancel(true);
    runner.letOne();
    runner.started.acquire();
    first.cancel(true);
    runner.letAll();
    assertThat(second.get()).isEqualTo(3);
    assertThatThrownBy(first::get).isInstanceOf(CancellationException.class);
    assertThat(runner.runs).hasSize(2);
    assertThat(runner.runs.get(1).rows()).as("rows, the cancelled one left out").isEqualTo(2);
    assertThat(heard.reasons)
        .containsExactly(ScheduleListener.Reason.CANCELLED, ScheduleListener.Reason.CANCELLED);
  }

  @Test
  void cancel_ofEveryRequestOfARun_stopsTheRun() throws Exception {
    occupyWorker();
    running.cancel(true);
    // The held run ends without being let, and the worker goes on.
    CompletableFuture<Integer> next = scheduler.submit(request(2, 1));
    runner.started.acquire();
    runner.letAll();
    assertThat(next.get()).isEqualTo(2);
  }

  @Test
  void submit_besideAPoisonousRow_isAnsweredAllTheSame() throws Exception {
    occupyWorker();
    CompletableFuture<Integer> good = scheduler.submit(request(2, 3));
    CompletableFuture<Integer> bad = scheduler.submit(request(EchoRunner.POISON, 3));
    CompletableFuture<Integer> lost = scheduler.submit(request(EchoRunner.LOST, 3));
    CompletableFuture<Integer> alsoGood = scheduler.submit(request(3, 3));
    runner.letAll();
    assertThat(good.get()).isEqualTo(2);
    assertThat(alsoGood.get()).isEqualTo(3);
    assertThatThrownBy(bad::get).hasCauseInstanceOf(EngineException.Run.class);
    assertThatThrownBy(lost::get).hasMessageContaining("without a row");
    assertThat(runner.runs.stream().mapToInt(rows -> rows.rows()))
        .containsExactly(1, 4, 1, 1, 1, 1);
  }

  @Test
  void submit_whoseReaderThrows_failsAlone() throws Exception {
    occupyWorker();
    CompletableFuture<Integer> bad =
        scheduler.submit(
            RowRequest.of(
                new int[] {7},
                output -> {
                  throw new ArithmeticException("reader");
                }));
    CompletableFuture<Integer> good = scheduler.submit(request(8, 1));
    runner.letAll();
    assertThat(good.get()).isEqualTo(8);
    assertThatThrownBy(bad::get).hasCauseInstanceOf(ArithmeticException.class);
    assertThat(runner.runs).as("no retry").hasSize(2);
  }

  @Test
  void submit_whileTimeStandsStill_waitsForExpectedMates() throws Exception {
    AtomicLong now = new AtomicLong();
    scheduler.close();
    scheduler = new BatchScheduler(runner, ScheduleOptions.defaults(), heard, now::get);
    occupyWorker();
    List<CompletableFuture<Integer>> two =
        List.of(scheduler.submit(request(2, 1)), scheduler.submit(request(3, 1)));
    runner.letAll();
    for (CompletableFuture<Integer> each : two) {
      each.get();
    }
    running.get();
    // Two were in flight at the last run, so one waits for a second.
    CompletableFuture<Integer> early = scheduler.submit(request(4, 1));
    Thread.sleep(20);
    assertThat(early).isNotDone();
    CompletableFuture<Integer> late = scheduler.submit(request(5, 1));
    assertThat(early.get()).isEqualTo(4);
    assertThat(late.get()).isEqualTo(5);
    // One that waits in vain runs when its time is over; the next then does not wait at all.
    CompletableFuture<Integer> lone = scheduler.submit(request(6, 1));
    while (!lone.isDone()) {
      // Again, as the worker may have gone idle after the time went on.
      now.addAndGet(2_000_000);
      Thread.sleep(1);
    }
    assertThat(lone.get()).isEqualTo(6);
    assertThat(scheduler.call(request(7, 1))).isEqualTo(7);
    assertThat(runner.runs.stream().mapToInt(rows -> rows.rows())).containsExactly(1, 2, 2, 1, 1);
  }

  @Test
  void worker_thatFailsBetweenRuns_tellsThoseWhoWaitAndGoesOn() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    scheduler.close();
    scheduler =
        new BatchScheduler(
            runner,
            options,
            heard,
            () -> {
              if (broken.get() && Thread.currentThread().getName().startsWith("langres-batch")) {
                throw new NoClassDefFoundError("test");
              }
              return 0;
            });
    assertThat(scheduler.call(request(2, 1))).isEqualTo(2);
    broken.set(true);
    CompletableFuture<Integer> unlucky = scheduler.submit(request(3, 1));
    assertThatThrownBy(unlucky::get).hasCauseInstanceOf(NoClassDefFoundError.class);
    broken.set(false);
    // The failure under way may still take one more with it.
    CompletableFuture<Integer> next = scheduler.submit(request(4, 1));
    assertThat(next.exceptionally(failure -> 4).get()).isEqualTo(4);
    assertThat(scheduler.call(request(5, 1))).isEqualTo(5);
  }

  @Test
  void onBatch_tellsWhatRan() throws Exception {
    AtomicLong now = new AtomicLong(100);
    scheduler.close();
    scheduler = new BatchScheduler(runner, options, heard, now::get);
    occupyWorker();
    CompletableFuture<Integer> first = scheduler.submit(request(2, 9));
    now.set(130);
    CompletableFuture<Integer> last = scheduler.submit(request(3, 7));
    now.set(150);
    runner.letAll();
    CompletableFuture.allOf(first, last).get();
    scheduler.close();
    assertThat(heard.batches).hasSize(2);
    BatchStats stats = heard.batches.get(1);
    assertThat(stats.rows()).isEqualTo(2);
    assertThat(stats.queueNanos()).containsExactly(50, 20);
    assertThat(stats.tokens()).isEqualTo(16);
    assertThat(stats.paddingTokens()).isEqualTo(2);
    assertThat(heard.batches.get(0).runNanos()).isEqualTo(50);
  }

  @Test
  void listener_thatThrows_disturbsNothing() {
    scheduler.close();
    ScheduleListener broken =
        new ScheduleListener() {
          @Override
          public void onBatch(BatchStats stats) {
            throw new IllegalStateException("listener");
          }

          @Override
          public void onUnanswered(Reason reason) {
            throw new IllegalStateException("listener");
          }
        };
    scheduler = new BatchScheduler(runner, options, broken);
    assertThat(scheduler.call(request(2, 1))).isEqualTo(2);
    assertThatThrownBy(() -> scheduler.call(request(EchoRunner.POISON, 1)))
        .isInstanceOf(EngineException.Run.class);
    assertThat(scheduler.call(request(3, 1))).isEqualTo(3);
  }

  @Test
  void rowRequest_withoutTokens_isRefused() {
    assertThatThrownBy(() -> request(1, 1).withTypeIds(new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 entries");
    assertThatThrownBy(() -> RowRequest.of(new int[0], output -> 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no tokens");
  }
}
