package io.github.langres.engine.onnx;

import static io.github.langres.engine.onnx.TinyGraphs.floats;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.ElementType;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphOptions;
import io.github.langres.engine.GraphSource;
import io.github.langres.engine.TokenBatch;
import io.github.langres.engine.encode.EncodeLoop;
import io.github.langres.engine.encode.EncodeOptions;
import io.github.langres.engine.encode.RowOutput;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The encode loop over the real runtime. */
class OnnxEncodeTest {
  private static final float[] WEIGHTS = {0.5f, 1, 2, 3, 4, 5, 6, 7};

  private static Graph encoder() {
    return OnnxGraphs.open(
        new GraphSource.Built(
            TinyGraphs.encoder(),
            Map.of(
                "w",
                new GraphSource.Weight(ElementType.FLOAT32, new long[] {4, 2}, floats(WEIGHTS)))),
        GraphOptions.defaults().withThreads(1));
  }

  @Test
  void run_randomRows_givesEachRowItsNumbers() {
    Random random = new Random(6);
    TokenBatch tokens =
        TokenBatch.of(
            IntStream.range(0, 200)
                .mapToObj(i -> random.ints(1 + random.nextInt(60), 0, 4).toArray())
                .toArray(int[][]::new));
    AtomicInteger rows = new AtomicInteger();
    try (Graph graph = encoder();
        EncodeLoop loop = new EncodeLoop(graph, EncodeOptions.defaults().withWorkers(2), 1)) {
      for (int round = 0; round < 3; round++) {
        loop.run(
            tokens,
            (row, output) -> {
              check(tokens, row, output);
              rows.incrementAndGet();
            },
            new Cancellation());
      }
    }
    assertThat(rows).hasValue(600);
  }

  private static void check(TokenBatch tokens, int row, RowOutput output) {
    FloatBuffer hidden = output.values("hidden");
    FloatBuffer odd = output.values("odd");
    FloatBuffer pooled = output.values("pooled");
    assertThat(hidden.remaining()).isEqualTo(tokens.length(row) * 2);
    assertThat(output.shape("odd")).containsExactly(tokens.length(row), 2);
    assertThat(output.shape("pooled")).containsExactly(2);
    float[] sum = new float[2];
    for (int i = 0; i < tokens.length(row) * 2; i++) {
      float expected = WEIGHTS[tokens.ids()[tokens.starts()[row] + i / 2] * 2 + i % 2];
      assertThat(hidden.get(i)).isEqualTo(expected);
      assertThat(odd.get(i)).isEqualTo(expected);
      sum[i % 2] += expected;
    }
    assertThat(pooled.get(0)).isEqualTo(sum[0]);
    assertThat(pooled.get(1)).isEqualTo(sum[1]);
  }
}
