package io.github.langres.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.EngineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Cancelling, failing and closing while the loop runs. */
class DecodeLoopStopTest {
  private static final int[] PROMPT = {5, 17, 3, 44, 9, 9, 21, 50, 2};

  private final FakeDecoder graph = new FakeDecoder(FakeDecoder.Form.NATIVE);
  private final DecodeLoop loop = new DecodeLoop(graph, DecodeOptions.of(512).withPrefillChunk(4));
  private final DecodeState state = loop.newState();
  private final List<Integer> taken = new ArrayList<>();

  private DecodeResult generate(int count, Cancellation cancellation) {
    taken.clear();
    return loop.generate(
        state, PROMPT, DecodeRequest.greedy(count), (id, scores) -> taken.add(id), cancellation);
  }

  private void requireUsable() {
    graph.beforeRun = unused -> {};
    generate(20, Cancellation.NONE);
    assertThat(taken.stream().mapToInt(Integer::intValue).toArray())
        .isEqualTo(FakeDecoder.greedy(PROMPT, 20));
  }

  /** Cancels before the run of that number, counted from 0. */
  private Cancellation cancelAt(int run) {
    Cancellation cancellation = new Cancellation();
    graph.beforeRun =
        unused -> {
          if (graph.runs.get() == run) {
            cancellation.cancel();
          }
        };
    return cancellation;
  }

  @Test
  void cancellation_beforeAnything_givesNothing() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    DecodeResult result = generate(10, cancellation);
    assertThat(result.finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(result.completionTokens()).isZero();
    assertThat(result.decodeNanos()).isZero();
    requireUsable();
  }

  @Test
  void cancellation_inThePrefill_keepsTheChunksThatRan() {
    DecodeResult result = generate(10, cancelAt(1));
    assertThat(result.finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(result.completionTokens()).isZero();
    assertThat(state.length()).isEqualTo(4);
    requireUsable();
  }

  @Test
  void cancellation_inAStep_keepsWhatWasMade() {
    // Three runs of prefill, and two steps.
    DecodeResult result = generate(10, cancelAt(5));
    assertThat(result.finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(result.completionTokens()).isEqualTo(3);
    assertThat(taken).hasSize(3);
    assertThat(state.length()).isEqualTo(PROMPT.length + 2);
    requireUsable();
  }

  @Test
  void cancellation_ofAnother_isNoneOfOurs() {
    graph.beforeRun =
        unused -> {
          throw new EngineException.Cancelled("another");
        };
    assertThatThrownBy(() -> generate(10, new Cancellation()))
        .isInstanceOf(EngineException.Cancelled.class);
    requireUsable();
  }

  @Test
  void graph_thatFailsInAStep_leavesTheStateUsable() {
    graph.beforeRun =
        unused -> {
          if (graph.runs.get() == 4) {
            throw new EngineException.Run("broken");
          }
        };
    assertThatThrownBy(() -> generate(10, Cancellation.NONE)).hasMessage("broken");
    requireUsable();
  }

  @Test
  void close_ofTheLoop_closesStatesAndRefusesMore() {
    generate(3, Cancellation.NONE);
    DecodeState second = loop.newState();
    assertThat(graph.openRuns).hasValue(2);
    second.close();
    second.close();
    assertThat(graph.openRuns).hasValue(1);
    loop.close();
    loop.close();
    state.close();
    assertThat(graph.openRuns).hasValue(0);
    assertThatThrownBy(() -> generate(1, Cancellation.NONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(loop::newState)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> loop.newBatch(2)).isInstanceOf(IllegalStateException.class);
    assertThat(graph.openRuns).hasValue(0);
  }

  @Test
  void close_duringAStep_endsTheGenerationAndFreesAfterwards() throws InterruptedException {
    CountDownLatch inStep = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    graph.beforeRun =
        unused -> {
          if (graph.runs.get() == 5) {
            inStep.countDown();
            await(closed);
            // Still there: the run under way may use its tensors.
            assertThat(graph.openRuns).hasValue(1);
          }
        };
    FutureTask<DecodeResult> task = new FutureTask<>(() -> generate(400, Cancellation.NONE));
    Thread thread = new Thread(task);
    thread.start();
    inStep.await();
    loop.close();
    closed.countDown();
    assertThatThrownBy(task::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(graph.openRuns).hasValue(0);
    assertThat(taken.size()).isLessThan(400);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void states_ofManyThreads_doNotDisturbEachOther() throws Exception {
    FakeDecoder shared = new FakeDecoder(FakeDecoder.Form.NATIVE);
    try (DecodeLoop many = new DecodeLoop(shared, DecodeOptions.of(512))) {
      List<FutureTask<int[]>> tasks = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int[] prompt = {i + 1, 2, 3};
        tasks.add(
            new FutureTask<>(
                () -> {
                  List<Integer> own = new ArrayList<>();
                  try (DecodeState ownState = many.newState()) {
                    many.generate(
                        ownState,
                        prompt,
                        DecodeRequest.greedy(50),
                        (id, scores) -> own.add(id),
                        Cancellation.NONE);
                  }
                  return own.stream().mapToInt(Integer::intValue).toArray();
                }));
      }
      tasks.forEach(task -> new Thread(task).start());
      for (int i = 0; i < 4; i++) {
        assertThat(tasks.get(i).get())
            .as(Arrays.toString(new int[] {i + 1, 2, 3}))
            .isEqualTo(FakeDecoder.greedy(new int[] {i + 1, 2, 3}, 50));
      }
    }
    assertThat(shared.openRuns).hasValue(0);
  }
}
