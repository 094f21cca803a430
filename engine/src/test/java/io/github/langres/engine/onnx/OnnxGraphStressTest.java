package io.github.langres.engine.onnx;

import static io.github.langres.engine.onnx.TinyGraphs.direct;
import static io.github.langres.engine.onnx.TinyGraphs.floats;
import static io.github.langres.engine.onnx.TinyGraphs.toFloats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphOptions;
import io.github.langres.engine.GraphRun;
import io.github.langres.engine.GraphSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stopping and closing while native code runs. */
@Timeout(60)
class OnnxGraphStressTest {
  private static final long FOR_EVER = 1L << 62;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  private static Graph open(byte[] model) {
    return OnnxGraphs.open(
        new GraphSource.Built(model, Map.of()), GraphOptions.defaults().withThreads(1));
  }

  private static GraphRun looping(Graph graph, long rounds) {
    GraphRun run = graph.newRun();
    run.bindInput("step", floats(1), 1);
    run.bindInput("rounds", direct(8).putLong(0, rounds));
    return run;
  }

  @Test
  void run_endlessLoopCancelled_throwsCancelledAndTheGraphStaysUsable() throws Exception {
    try (Graph graph = open(TinyGraphs.endlessLoop());
        GraphRun run = looping(graph, FOR_EVER);
        GraphRun other = looping(graph, 3)) {
      for (int round = 0; round < 3; round++) {
        Cancellation cancellation = new Cancellation();
        Future<?> endless = threads.submit(() -> run.run(cancellation));
        other.run(Cancellation.NONE);
        Thread.sleep(50);
        assertThat(endless.isDone()).isFalse();
        cancellation.cancel();
        assertThatThrownBy(() -> endless.get(5, TimeUnit.SECONDS))
            .cause()
            .isInstanceOf(EngineException.Cancelled.class);
      }
      run.bindInput("rounds", direct(8).putLong(0, 3));
      run.run(new Cancellation());
      assertThat(toFloats(run.output("total"))).containsExactly(4);
    }
  }

  @Test
  void run_oneCancelled_leavesItsNeighboursAlone() throws Exception {
    try (Graph graph = open(TinyGraphs.endlessLoop());
        GraphRun first = looping(graph, FOR_EVER);
        GraphRun second = looping(graph, FOR_EVER)) {
      Cancellation stopFirst = new Cancellation();
      Cancellation stopSecond = new Cancellation();
      Future<?> firstRun = threads.submit(() -> first.run(stopFirst));
      Future<?> secondRun = threads.submit(() -> second.run(stopSecond));
      Thread.sleep(50);
      stopFirst.cancel();
      assertThatThrownBy(() -> firstRun.get(5, TimeUnit.SECONDS)).isNotNull();
      Thread.sleep(50);
      assertThat(secondRun.isDone()).isFalse();
      stopSecond.cancel();
      assertThatThrownBy(() -> secondRun.get(5, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void close_duringAnEndlessRun_waitsAndRefusesNewRunsAtOnce() throws Exception {
    Graph graph = open(TinyGraphs.endlessLoop());
    try (GraphRun run = looping(graph, FOR_EVER);
        GraphRun other = looping(graph, 1)) {
      Cancellation cancellation = new Cancellation();
      Future<?> endless = threads.submit(() -> run.run(cancellation));
      Thread.sleep(50);
      Future<?> closing = threads.submit(graph::close);
      Future<?> closingToo = threads.submit(graph::close);
      Thread.sleep(50);
      assertThat(closing.isDone() || closingToo.isDone()).isFalse();
      assertThatThrownBy(() -> other.run(Cancellation.NONE))
          .isInstanceOf(IllegalStateException.class);
      cancellation.cancel();
      closing.get(5, TimeUnit.SECONDS);
      closingToo.get(5, TimeUnit.SECONDS);
      assertThatThrownBy(() -> endless.get(5, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(EngineException.Cancelled.class);
    }
  }

  @Test
  void close_amidRunsOfManyThreads_neverCrashes() throws Exception {
    for (int round = 0; round < 60; round++) {
      Graph graph = open(TinyGraphs.endlessLoop());
      CountDownLatch started = new CountDownLatch(4);
      List<Future<Integer>> users = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        users.add(threads.submit(() -> runUntilClosed(graph, started)));
      }
      assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
      graph.close();
      for (Future<Integer> user : users) {
        assertThat(user.get(20, TimeUnit.SECONDS)).isPositive();
      }
    }
  }

  private static int runUntilClosed(Graph graph, CountDownLatch started) {
    int runs = 0;
    try (GraphRun run = looping(graph, 20)) {
      while (true) {
        run.run(Cancellation.NONE);
        assertThat(toFloats(run.output("total"))).containsExactly(21);
        if (runs++ == 0) {
          started.countDown();
        }
      }
    } catch (IllegalStateException closed) {
      return runs;
    }
  }

  @Test
  void close_twice_isHarmless() {
    Graph graph = open(TinyGraphs.add());
    graph.close();
    graph.close();
  }

  @Test
  void anyCall_afterClose_throwsIllegalState() {
    Graph graph = open(TinyGraphs.endlessLoop());
    GraphRun run = looping(graph, 1);
    run.run(Cancellation.NONE);
    graph.close();
    assertThatThrownBy(graph::newRun).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(graph::signature).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> run.run(Cancellation.NONE)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> run.output("total")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> run.bindInput("step", floats(1), 1))
        .isInstanceOf(IllegalStateException.class);
    run.close();
    run.close();
  }

  @Test
  void runClose_thenUse_throwsIllegalState() {
    try (Graph graph = open(TinyGraphs.add())) {
      GraphRun run = graph.newRun();
      run.close();
      run.close();
      assertThatThrownBy(() -> run.run(Cancellation.NONE))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> run.bindInput("a", floats(1), 1))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
