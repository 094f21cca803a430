package io.github.langres.engine.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.ElementType;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.TokenBatch;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers, failures, cancellation and closing. */
@Timeout(30)
class EncodeLoopFaultTest {
  private static final TokenBatch FIFTY_ROWS =
      TokenBatch.of(IntStream.range(0, 50).mapToObj(i -> new int[] {i}).toArray(int[][]::new));
  private static final EncodeOptions ROW_BY_ROW = EncodeOptions.defaults().withTokenBudget(1);

  private final FakeGraph graph = FakeGraph.of(ElementType.INT64);

  private EncodeLoop loop(int workers) {
    return new EncodeLoop(graph, ROW_BY_ROW.withWorkers(workers), 0);
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("waited too long");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void run_threeWorkers_worksInThreadsAtOnce() {
    CyclicBarrier three = new CyclicBarrier(3);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    graph.beforeRun =
        cancellation -> {
          if (threads.add(Thread.currentThread())) {
            assertThat(three).satisfies(barrier -> barrier.await(20, TimeUnit.SECONDS));
          }
        };
    try (EncodeLoop loop = loop(3)) {
      loop.run(FIFTY_ROWS, (row, out) -> {}, Cancellation.NONE);
    }
    assertThat(threads).hasSize(3).contains(Thread.currentThread());
    assertThat(graph.madeRuns).hasValue(3);
  }

  @Test
  void run_oneBatch_staysInTheCallersThread() {
    try (EncodeLoop loop = loop(4)) {
      loop.run(TokenBatch.of(new int[] {1}), (row, out) -> {}, Cancellation.NONE);
    }
    assertThat(graph.batches.remove().thread()).isSameAs(Thread.currentThread());
  }

  @Test
  void run_failureInTheGraph_stopsTheOthersAndIsThrown() {
    for (int workers : new int[] {1, 3}) {
      AtomicInteger runs = new AtomicInteger();
      EngineException.Run failure = new EngineException.Run("broken");
      graph.beforeRun =
          cancellation -> {
            if (runs.incrementAndGet() == 10) {
              throw failure;
            }
          };
      try (EncodeLoop loop = loop(workers)) {
        assertThatThrownBy(() -> loop.run(FIFTY_ROWS, (row, out) -> {}, Cancellation.NONE))
            .isSameAs(failure);
        assertThat(runs.get()).isBetween(10, 12);
        graph.beforeRun = cancellation -> {};
        AtomicInteger rows = new AtomicInteger();
        loop.run(FIFTY_ROWS, (row, out) -> rows.incrementAndGet(), Cancellation.NONE);
        assertThat(rows).hasValue(50);
      }
      assertThat(graph.openRuns).hasValue(0);
    }
  }

  @Test
  void run_failureInTheSink_isThrownAsItIs() {
    for (int workers : new int[] {1, 3}) {
      try (EncodeLoop loop = loop(workers)) {
        AssertionError failure = new AssertionError("sink");
        assertThatThrownBy(
                () ->
                    loop.run(
                        FIFTY_ROWS,
                        (row, out) -> {
                          throw failure;
                        },
                        Cancellation.NONE))
            .isSameAs(failure);
      }
    }
  }

  @Test
  void run_failureInOneWorker_interruptsTheOthersRun() {
    CountDownLatch waiting = new CountDownLatch(1);
    graph.beforeRun =
        cancellation -> {
          if (waiting.getCount() == 1 && Thread.currentThread().getName().startsWith("langres")) {
            CountDownLatch cancelled = new CountDownLatch(1);
            try (Cancellation.Registration registration =
                cancellation.onCancel(cancelled::countDown)) {
              assertThat(registration).isNotNull();
              waiting.countDown();
              await(cancelled);
            }
          } else {
            await(waiting);
            throw new EngineException.Run("broken");
          }
        };
    try (EncodeLoop loop = loop(2)) {
      assertThatThrownBy(() -> loop.run(FIFTY_ROWS, (row, out) -> {}, Cancellation.NONE))
          .isInstanceOf(EngineException.Run.class)
          .hasMessage("broken");
    }
  }

  @Test
  void run_cancelledOnTheWay_throwsCancelled() {
    for (int workers : new int[] {1, 3}) {
      Cancellation cancellation = new Cancellation();
      AtomicInteger rows = new AtomicInteger();
      AtomicInteger late = new AtomicInteger();
      AtomicBoolean cancelled = new AtomicBoolean();
      try (EncodeLoop loop = loop(workers)) {
        assertThatThrownBy(
                () ->
                    loop.run(
                        FIFTY_ROWS,
                        (row, out) -> {
                          if (cancelled.get()) {
                            late.incrementAndGet();
                          } else if (rows.incrementAndGet() == 5) {
                            cancellation.cancel();
                            cancelled.set(true);
                          }
                        },
                        cancellation))
            .isInstanceOf(EngineException.Cancelled.class);
        // The other workers may end the row that they were at.
        assertThat(late.get()).isLessThan(workers);
        loop.run(FIFTY_ROWS, (row, out) -> {}, Cancellation.NONE);
      }
    }
  }

  @Test
  void run_cancelledBefore_runsNothing() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    try (EncodeLoop loop = loop(3)) {
      assertThatThrownBy(() -> loop.run(FIFTY_ROWS, (row, out) -> {}, cancellation))
          .isInstanceOf(EngineException.Cancelled.class);
    }
    assertThat(graph.batches).isEmpty();
  }

  @Test
  void run_manyCallers_shareTheLoop() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(6);
    try (EncodeLoop loop = loop(3)) {
      AtomicInteger rows = new AtomicInteger();
      Future<?>[] calls =
          Stream.generate(
                  () ->
                      callers.submit(
                          () ->
                              loop.run(
                                  FIFTY_ROWS,
                                  (row, out) -> {
                                    assertThat(out.values("pooled").get(0)).isEqualTo(row);
                                    rows.incrementAndGet();
                                  },
                                  Cancellation.NONE)))
              .limit(40)
              .toArray(Future<?>[]::new);
      for (Future<?> call : calls) {
        call.get(20, TimeUnit.SECONDS);
      }
      assertThat(rows).hasValue(40 * 50);
    } finally {
      callers.shutdownNow();
    }
    assertThat(graph.openRuns).hasValue(0);
  }

  @Test
  void run_insideASink_works() {
    AtomicInteger inner = new AtomicInteger();
    try (EncodeLoop loop = loop(2)) {
      loop.run(
          FIFTY_ROWS,
          (row, out) -> loop.run(FIFTY_ROWS, (r, o) -> inner.incrementAndGet(), Cancellation.NONE),
          Cancellation.NONE);
    }
    assertThat(inner).hasValue(50 * 50);
  }

  @Test
  void close_twice_isHarmlessAndUseAfterIsRefused() {
    EncodeLoop loop = loop(2);
    loop.run(FIFTY_ROWS, (row, out) -> {}, Cancellation.NONE);
    loop.close();
    loop.close();
    assertThat(graph.openRuns).hasValue(0);
    assertThatThrownBy(() -> loop.run(FIFTY_ROWS, (row, out) -> {}, Cancellation.NONE))
        .isInstanceOf(IllegalStateException.class);
    assertThat(graph.openRuns).hasValue(0);
  }

  @Test
  void close_duringACall_endsTheCallAndLeavesNothingOpen() {
    EncodeLoop loop = loop(2);
    assertThatThrownBy(() -> loop.run(FIFTY_ROWS, (row, out) -> loop.close(), Cancellation.NONE))
        .isInstanceOf(IllegalStateException.class);
    assertThat(graph.openRuns).hasValue(0);
  }
}
