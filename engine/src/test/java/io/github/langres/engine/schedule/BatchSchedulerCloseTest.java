package io.github.langres.engine.schedule;

import static io.github.langres.engine.schedule.EchoRunner.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.engine.EngineException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BatchSchedulerCloseTest extends SchedulerFixture {
  @Test
  void close_withRequestsInTheQueue_failsThemAndWaitsForTheRun() throws Exception {
    occupyWorker();
    CompletableFuture<Integer> queued = scheduler.submit(request(2, 1));
    Thread closer = new Thread(scheduler::close);
    closer.start();
    assertThatThrownBy(queued::get)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> scheduler.submit(request(3, 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(closer.isAlive()).isTrue();
    runner.letAll();
    closer.join();
    assertThat(running.getNow(0)).isEqualTo(1);
    scheduler.close();
  }

  @Test
  void close_withADrain_runsWhatIsQueued() throws Exception {
    occupyWorker();
    CompletableFuture<Integer> queued = scheduler.submit(request(2, 1));
    Thread closer = new Thread(() -> scheduler.close(Duration.ofMinutes(1)));
    closer.start();
    runner.letAll();
    closer.join();
    assertThat(queued.getNow(0)).isEqualTo(2);
  }

  @Test
  void close_withATooShortDrain_failsTheRest() throws Exception {
    occupyWorker();
    CompletableFuture<Integer> queued = scheduler.submit(request(2, 1));
    Thread closer = new Thread(() -> scheduler.close(Duration.ofMillis(5)));
    closer.start();
    assertThatThrownBy(queued::get).hasCauseInstanceOf(IllegalStateException.class);
    runner.letAll();
    closer.join();
  }

  @Test
  void close_onItsOwnThread_doesNotWaitForItself() throws Exception {
    occupyWorker();
    CompletableFuture<Void> closed = running.thenAccept(answer -> scheduler.close());
    runner.letAll();
    closed.get();
    assertThatThrownBy(() -> scheduler.call(request(2, 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void call_onItsOwnThread_isRefused() throws Exception {
    occupyWorker();
    CompletableFuture<Integer> nested = running.thenApply(answer -> scheduler.call(request(2, 1)));
    runner.letAll();
    assertThatThrownBy(nested::get).hasMessageContaining("cannot wait");
  }

  @Test
  void call_whenInterrupted_takesTheRequestBack() throws Exception {
    occupyWorker();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                scheduler.call(request(2, 1));
              } catch (EngineException.Cancelled e) {
                thrown.set(Thread.currentThread().isInterrupted() ? e : null);
              }
            });
    caller.start();
    caller.interrupt();
    caller.join();
    assertThat(thrown.get()).hasMessageContaining("interrupted");
    runner.letAll();
    assertThat(scheduler.call(request(3, 1))).isEqualTo(3);
    assertThat(runner.runs).hasSize(2);
  }

  @Test
  void worker_thatIsInterrupted_goesOn() throws Exception {
    occupyWorker();
    CompletableFuture<Void> interrupted = running.thenRun(() -> Thread.currentThread().interrupt());
    runner.letAll();
    interrupted.get();
    assertThat(scheduler.call(request(2, 1))).isEqualTo(2);
  }
}
