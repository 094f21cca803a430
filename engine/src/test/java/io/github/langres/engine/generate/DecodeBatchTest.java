package io.github.langres.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several texts in one cache give what each gives alone. */
class DecodeBatchTest {
  private final List<List<Integer>> taken = new ArrayList<>();
  private final List<BatchItem> items = new ArrayList<>();

  private void add(int[] prompt, DecodeRequest request) {
    List<Integer> own = new ArrayList<>();
    taken.add(own);
    items.add(new BatchItem(prompt, request, (id, scores) -> own.add(id)));
  }

  private void addRandom(int count, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      int[] prompt = random.ints(1 + random.nextInt(20), 0, FakeDecoder.VOCABULARY).toArray();
      add(prompt, DecodeRequest.greedy(random.nextInt(90)));
    }
  }

  private void requireAsAlone(List<DecodeResult> results) {
    for (int i = 0; i < items.size(); i++) {
      BatchItem item = items.get(i);
      assertThat(taken.get(i).stream().mapToInt(Integer::intValue).toArray())
          .as("item %d", i)
          .isEqualTo(FakeDecoder.greedy(item.prompt(), item.request().maxNewTokens()));
      DecodeResult result = results.get(i);
      assertThat(result.finishReason()).isEqualTo(FinishReason.LENGTH);
      assertThat(result.promptTokens()).isEqualTo(item.prompt().length);
      assertThat(result.completionTokens()).isEqualTo(item.request().maxNewTokens());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 5", "2, 9", "4, 4", "4, 23", "8, 3", "3, 0"})
  void rows_together_giveWhatEachGivesAlone(int rows, int count) {
    for (FakeDecoder.Form form : List.of(FakeDecoder.Form.NATIVE, FakeDecoder.Form.GENAI)) {
      items.clear();
      taken.clear();
      FakeDecoder graph = new FakeDecoder(form);
      DecodeOptions options = DecodeOptions.of(300).withPrefillChunk(7).withSharedCache(true);
      try (DecodeLoop loop = new DecodeLoop(graph, options)) {
        DecodeBatch batch = loop.newBatch(rows);
        assertThat(batch.slots()).isEqualTo(rows);
        addRandom(count, 17L * rows + count);
        requireAsAlone(loop.generateAll(batch, items, Cancellation.NONE));
        // And again, over what the first texts left in the cache.
        taken.forEach(List::clear);
        requireAsAlone(loop.generateAll(batch, items, Cancellation.NONE));
        if (count >= rows && rows > 1) {
          assertThat(graph.shapes).contains(rows + "x1");
        }
      }
      assertThat(graph.openRuns).hasValue(0);
    }
  }

  @Test
  void graph_whoseCachesGrow_takesOneRowAtATime() {
    FakeDecoder graph = new FakeDecoder(FakeDecoder.Form.OPTIMUM);
    try (DecodeLoop loop = new DecodeLoop(graph, DecodeOptions.of(300))) {
      DecodeBatch batch = loop.newBatch(4);
      assertThat(batch.slots()).isEqualTo(1);
      addRandom(5, 3);
      requireAsAlone(loop.generateAll(batch, items, Cancellation.NONE));
    }
  }

  @Test
  void rows_ofOneRun_stopEachForItsOwnReason() {
    FakeDecoder graph = new FakeDecoder(FakeDecoder.Form.NATIVE);
    int[] prompt = {1, 2, 3};
    int[] ids = FakeDecoder.greedy(prompt, 10);
    try (DecodeLoop loop = new DecodeLoop(graph, DecodeOptions.of(30))) {
      add(prompt, DecodeRequest.greedy(10).withStopIds(Set.of(ids[0])));
      add(prompt, DecodeRequest.greedy(100));
      add(prompt, DecodeRequest.greedy(2));
      items.add(new BatchItem(prompt, DecodeRequest.greedy(9), (id, scores) -> false));
      List<DecodeResult> results = loop.generateAll(loop.newBatch(4), items, Cancellation.NONE);
      assertThat(results.stream().map(DecodeResult::finishReason))
          .containsExactly(
              FinishReason.EOS, FinishReason.LENGTH, FinishReason.LENGTH, FinishReason.STOP);
      assertThat(results.stream().map(DecodeResult::completionTokens)).containsExactly(0, 27, 2, 1);
    }
  }

  @Test
  void cancellation_inAStep_endsEveryRow() {
    FakeDecoder graph = new FakeDecoder(FakeDecoder.Form.NATIVE);
    Cancellation cancellation = new Cancellation();
    graph.beforeRun =
        unused -> {
          if (graph.runs.get() == 6) {
            cancellation.cancel();
          }
        };
    try (DecodeLoop loop = new DecodeLoop(graph, DecodeOptions.of(300))) {
      for (int i = 0; i < 4; i++) {
        add(new int[] {i, 1}, DecodeRequest.greedy(50));
      }
      DecodeBatch batch = loop.newBatch(2);
      List<DecodeResult> results = loop.generateAll(batch, items, cancellation);
      assertThat(results.stream().map(DecodeResult::finishReason))
          .containsOnly(FinishReason.CANCELLED)
          .hasSize(4);
      // Two prefills and four steps; two texts still wait.
      assertThat(results.stream().map(DecodeResult::completionTokens)).containsExactly(5, 5, 0, 0);
      graph.beforeRun = unused -> {};
      taken.forEach(List::clear);
      requireAsAlone(loop.generateAll(batch, items, Cancellation.NONE));
    }
  }

  @Test
  void prompt_thatIsTooLong_isRefusedBeforeAnyRun() {
    FakeDecoder graph = new FakeDecoder(FakeDecoder.Form.NATIVE);
    try (DecodeLoop loop = new DecodeLoop(graph, DecodeOptions.of(3))) {
      add(new int[] {1}, DecodeRequest.greedy(1));
      add(new int[] {1, 2, 3, 4}, DecodeRequest.greedy(1));
      DecodeBatch batch = loop.newBatch(2);
      assertThatThrownBy(() -> loop.generateAll(batch, items, Cancellation.NONE))
          .isInstanceOf(EngineException.Run.class)
          .hasMessageContaining("4 tokens");
      assertThat(graph.runs).hasValue(0);
    }
  }
}
