package io.github.langres.engine.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.ElementType;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.GraphSignature;
import io.github.langres.engine.TensorSpec;
import io.github.langres.engine.TokenBatch;
import io.github.langres.engine.batch.BatchLimits;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;

class EncodeLoopTest {
  private static final int PAD = 99;
  private static final EncodeOptions ONE_BATCH =
      EncodeOptions.defaults().withLimits(new BatchLimits(1000, 1000, 1000));

  private static Map<Integer, float[]> collect(EncodeLoop loop, TokenBatch tokens, String output) {
    Map<Integer, float[]> rows = new ConcurrentSkipListMap<>();
    loop.run(
        tokens,
        (row, out) -> assertThat(rows.put(row, copy(out.values(output)))).isNull(),
        Cancellation.NONE);
    return rows;
  }

  private static float[] copy(FloatBuffer values) {
    float[] copy = new float[values.remaining()];
    values.get(copy);
    return copy;
  }

  private static TokenBatch random(int rows, long seed) {
    Random random = new Random(seed);
    int[][] ids = new int[rows][];
    int[][] types = new int[rows][];
    for (int row = 0; row < rows; row++) {
      int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 90 : 20);
      ids[row] = random.ints(length, 0, 90).toArray();
      types[row] = random.ints(length, 0, 2).toArray();
    }
    return TokenBatch.of(ids, types);
  }

  private static float[] expectedHidden(TokenBatch tokens, int row, int firstPosition) {
    float[] hidden = new float[tokens.length(row) * 4];
    for (int i = 0; i < tokens.length(row); i++) {
      int token = tokens.starts()[row] + i;
      hidden[i * 4] = tokens.ids()[token];
      hidden[i * 4 + 1] = 1;
      hidden[i * 4 + 2] = tokens.typeIds().length == 0 ? 0 : tokens.typeIds()[token];
      hidden[i * 4 + 3] = firstPosition + i;
    }
    return hidden;
  }

  @Test
  void run_unevenRows_padsToTheRight() {
    FakeGraph graph = FakeGraph.of(ElementType.INT64);
    try (EncodeLoop loop = new EncodeLoop(graph, ONE_BATCH.withFirstPosition(2), PAD)) {
      loop.run(
          TokenBatch.of(new int[][] {{5}, {1, 2, 3}}, new int[][] {{1}, {0, 0, 1}}),
          (row, out) -> {},
          Cancellation.NONE);
    }
    FakeGraph.Batch batch = graph.batches.remove();
    assertThat(graph.batches).isEmpty();
    assertThat(batch.shape()).containsExactly(2, 3);
    assertThat(batch.inputs().get("input_ids")).containsExactly(1, 2, 3, 5, PAD, PAD);
    assertThat(batch.inputs().get("attention_mask")).containsExactly(1, 1, 1, 1, 0, 0);
    assertThat(batch.inputs().get("token_type_ids")).containsExactly(0, 0, 1, 1, 0, 0);
    assertThat(batch.inputs().get("position_ids")).containsExactly(2, 3, 4, 2, 3, 4);
  }

  @Test
  void run_int32Graph_getsInt32() {
    FakeGraph graph = FakeGraph.of(ElementType.INT32);
    TokenBatch tokens = random(40, 1);
    try (EncodeLoop loop = new EncodeLoop(graph, EncodeOptions.defaults(), PAD)) {
      Map<Integer, float[]> rows = collect(loop, tokens, "hidden");
      assertThat(rows).hasSize(40);
      rows.forEach((row, values) -> assertThat(values).isEqualTo(expectedHidden(tokens, row, 0)));
    }
  }

  @Test
  void run_graphWithIdsOnly_getsIdsOnly() {
    FakeGraph graph = FakeGraph.of(ElementType.INT64, List.of("input_ids"));
    try (EncodeLoop loop = new EncodeLoop(graph, EncodeOptions.defaults(), PAD)) {
      collect(loop, TokenBatch.of(new int[] {4}), "hidden");
    }
    assertThat(graph.batches.remove().inputs()).containsOnlyKeys("input_ids");
  }

  @Test
  void run_noTypeIds_givesZeros() {
    FakeGraph graph = FakeGraph.of(ElementType.INT64);
    try (EncodeLoop loop = new EncodeLoop(graph, EncodeOptions.defaults(), PAD)) {
      collect(loop, TokenBatch.of(new int[] {4, 5}), "hidden");
    }
    assertThat(graph.batches.remove().inputs().get("token_type_ids")).containsExactly(0, 0);
  }

  @Test
  void run_anyWorkersAndBudget_givesEachRowOnce() {
    for (int workers : new int[] {1, 2, 5}) {
      for (int budget : new int[] {1, 64, 4096}) {
        FakeGraph graph = FakeGraph.of(ElementType.INT64);
        EncodeOptions options =
            EncodeOptions.defaults().withWorkers(workers).withTokenBudget(budget);
        try (EncodeLoop loop = new EncodeLoop(graph, options, PAD)) {
          TokenBatch tokens = random(100, budget);
          Map<Integer, float[]> rows = collect(loop, tokens, "hidden");
          assertThat(rows).hasSize(100);
          rows.forEach(
              (row, values) -> assertThat(values).isEqualTo(expectedHidden(tokens, row, 0)));
        }
        assertThat(graph.openRuns).hasValue(0);
        assertThat(graph.madeRuns.get()).isBetween(1, workers);
      }
    }
  }

  @Test
  void run_rowAlone_equalsRowInABatch() {
    FakeGraph graph = FakeGraph.of(ElementType.INT64);
    TokenBatch tokens = random(30, 7);
    try (EncodeLoop loop = new EncodeLoop(graph, EncodeOptions.defaults(), PAD)) {
      Map<Integer, float[]> together = collect(loop, tokens, "pooled");
      for (int row = 0; row < tokens.rows(); row++) {
        int[] ids =
            Arrays.copyOfRange(tokens.ids(), tokens.starts()[row], tokens.starts()[row + 1]);
        assertThat(collect(loop, TokenBatch.of(ids), "pooled").get(0)).isEqualTo(together.get(row));
      }
    }
  }

  @Test
  void run_rowLongerThanTheBudget_runsAlone() {
    FakeGraph graph = FakeGraph.of(ElementType.INT64);
    TokenBatch tokens = TokenBatch.of(new int[5], new int[700], new int[5]);
    try (EncodeLoop loop = new EncodeLoop(graph, EncodeOptions.defaults(), PAD)) {
      assertThat(collect(loop, tokens, "hidden").get(1)).hasSize(2800);
    }
    assertThat(graph.batches.stream().map(FakeGraph.Batch::shape).toList())
        .containsExactly(new long[] {1, 700}, new long[] {2, 5});
  }

  @Test
  void run_sameCallTwice_reusesTheSlot() {
    FakeGraph graph = FakeGraph.of(ElementType.INT64);
    try (EncodeLoop loop = new EncodeLoop(graph, EncodeOptions.defaults(), PAD)) {
      collect(loop, random(10, 1), "hidden");
      collect(loop, random(10, 2), "hidden");
    }
    assertThat(graph.madeRuns).hasValue(1);
  }

  @Test
  void run_noRows_doesNothing() {
    FakeGraph graph = FakeGraph.of(ElementType.INT64);
    try (EncodeLoop loop = new EncodeLoop(graph, EncodeOptions.defaults(), PAD)) {
      assertThat(collect(loop, TokenBatch.of(), "hidden")).isEmpty();
    }
    assertThat(graph.madeRuns).hasValue(0);
  }

  @Test
  void run_rowWithoutTokens_isRefusedBeforeAnyRun() {
    FakeGraph graph = FakeGraph.of(ElementType.INT64);
    try (EncodeLoop loop = new EncodeLoop(graph, EncodeOptions.defaults(), PAD)) {
      TokenBatch tokens = TokenBatch.of(new int[] {1}, new int[0]);
      assertThatThrownBy(() -> collect(loop, tokens, "hidden"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("row 1");
    }
    assertThat(graph.batches).isEmpty();
  }

  @Test
  void rowOutput_pooledAndHidden_haveTheirShapes() {
    FakeGraph graph = FakeGraph.of(ElementType.INT64);
    Map<Integer, String> shapes = new TreeMap<>();
    try (EncodeLoop loop = new EncodeLoop(graph, ONE_BATCH, PAD)) {
      loop.run(
          TokenBatch.of(new int[] {1}, new int[] {1, 2, 3}),
          (row, out) ->
              shapes.put(
                  row,
                  out.length()
                      + Arrays.toString(out.shape("hidden"))
                      + Arrays.toString(out.shape("pooled"))),
          Cancellation.NONE);
    }
    assertThat(shapes).containsEntry(0, "1[1, 4][2]").containsEntry(1, "3[3, 4][2]");
    assertThat(graph.pinned).hasValue(2);
  }

  @Test
  void rowOutput_axesThatSayNothing_areReadFromTheRun() {
    FakeGraph graph =
        FakeGraph.withOutputs(
            FakeGraph.output("hidden", ElementType.FLOAT32, "", "other", "4"),
            FakeGraph.output("undeclared", ElementType.FLOAT32));
    TokenBatch tokens = TokenBatch.of(new int[] {7}, new int[] {1, 2});
    try (EncodeLoop loop = new EncodeLoop(graph, ONE_BATCH, PAD)) {
      assertThat(collect(loop, tokens, "hidden").get(0)).containsExactly(7, -1, -1, -1);
      assertThat(collect(loop, tokens, "undeclared").get(0)).containsExactly(7, -1, -1, -1);
    }
    assertThat(graph.pinned).hasValue(0);
  }

  @Test
  void rowOutput_pooledAsWideAsTheBatch_isNotCut() {
    FakeGraph graph = FakeGraph.of(ElementType.INT64);
    TokenBatch tokens = TokenBatch.of(new int[] {7}, new int[] {1, 2});
    try (EncodeLoop loop = new EncodeLoop(graph, ONE_BATCH, PAD)) {
      assertThat(collect(loop, tokens, "pooled").get(0)).containsExactly(7, 1);
    }
  }

  @Test
  void rowOutput_bfloat16_isConverted() {
    FakeGraph graph =
        FakeGraph.withOutputs(
            FakeGraph.output("hidden", ElementType.BFLOAT16, "batch", "sequence", "4"));
    TokenBatch tokens = TokenBatch.of(new int[] {7}, new int[] {64, 2});
    try (EncodeLoop loop = new EncodeLoop(graph, ONE_BATCH, PAD)) {
      Map<Integer, float[]> rows = collect(loop, tokens, "hidden");
      assertThat(rows.get(0)).containsExactly(7, -1, -1, -1);
      assertThat(rows.get(1)).containsExactly(64, -1, -1, -1, 2, -1, -1, -1);
    }
  }

  @Test
  void rowOutput_noFloatsOrNoSuchName_isAClearError() {
    FakeGraph graph =
        FakeGraph.withOutputs(
            FakeGraph.output("hidden", ElementType.INT64, "batch", "sequence", "4"));
    try (EncodeLoop loop = new EncodeLoop(graph, ONE_BATCH, PAD)) {
      assertThatThrownBy(() -> collect(loop, TokenBatch.of(new int[] {7}), "hidden"))
          .isInstanceOf(EngineException.Run.class)
          .hasMessageContaining("INT64");
      assertThatThrownBy(() -> collect(loop, TokenBatch.of(new int[] {7}), "logits"))
          .isInstanceOf(EngineException.Run.class)
          .hasMessageContaining("\"logits\"")
          .hasMessageContaining("[hidden]");
    }
  }

  @Test
  void new_unknownInputs_listsThem() {
    FakeGraph graph = FakeGraph.of(ElementType.INT64, List.of("input_ids", "pixel_values", "bbox"));
    assertThatThrownBy(() -> new EncodeLoop(graph, EncodeOptions.defaults(), PAD))
        .isInstanceOf(EngineException.Load.class)
        .hasMessageContaining("[pixel_values, bbox]");
  }

  @Test
  void new_noInputIds_isRefused() {
    FakeGraph graph = FakeGraph.of(ElementType.INT64, List.of("attention_mask"));
    assertThatThrownBy(() -> new EncodeLoop(graph, EncodeOptions.defaults(), PAD))
        .isInstanceOf(EngineException.Load.class)
        .hasMessageContaining("no input_ids");
  }

  @Test
  void new_fixedShapeOrFloatIds_isRefused() {
    TensorSpec fixed = new TensorSpec("input_ids", ElementType.INT64, List.of("1", "128"));
    TensorSpec floats = FakeGraph.input("input_ids", ElementType.FLOAT32);
    for (TensorSpec input : List.of(fixed, floats)) {
      FakeGraph graph = new FakeGraph(new GraphSignature(List.of(input), List.of()));
      assertThatThrownBy(() -> new EncodeLoop(graph, EncodeOptions.defaults(), PAD))
          .isInstanceOf(EngineException.Load.class)
          .hasMessageContaining("\"input_ids\"");
    }
  }
}
