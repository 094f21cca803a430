package io.github.langres.engine.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogProbabilitiesTest {
  private final LogProbabilities scores = new LogProbabilities();

  @Test
  void read_ofRandomLogits_givesTheLogSoftmax() {
    Random random = new Random(1);
    float[] logits = new float[700];
    double total = 0;
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) random.nextGaussian() * 5;
      total += Math.exp(logits[i]);
    }
    scores.read(FloatBuffer.wrap(logits), 0);
    assertThat(scores.topCount()).isZero();
    for (int i = 0; i < logits.length; i++) {
      assertThat(scores.of(i)).isCloseTo((float) (logits[i] - Math.log(total)), within(1e-5f));
    }
  }

  @Test
  void top_withEquals_isSortedByLikelihoodThenId() {
    scores.read(FloatBuffer.wrap(new float[] {1, 3, 2, 3, 5, 2, 2}), 5);
    assertThat(top()).containsExactly(4, 1, 3, 2, 5);
    scores.read(FloatBuffer.wrap(new float[] {1, 1}), 5);
    assertThat(top()).containsExactly(0, 1);
  }

  @Test
  void top_ofAnyLogits_equalsASort() {
    Random random = new Random(2);
    for (int round = 0; round < 50; round++) {
      float[] logits = new float[1 + random.nextInt(60)];
      Integer[] order = new Integer[logits.length];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = random.nextInt(12);
        order[i] = i;
      }
      java.util.Arrays.sort(order, (a, b) -> Float.compare(logits[b], logits[a]));
      int count = random.nextInt(8);
      scores.read(FloatBuffer.wrap(logits), count);
      assertThat(top()).hasSize(Math.min(count, logits.length));
      for (int rank = 0; rank < scores.topCount(); rank++) {
        assertThat(scores.topId(rank)).isEqualTo(order[rank]);
      }
    }
  }

  private int[] top() {
    int[] ids = new int[scores.topCount()];
    for (int rank = 0; rank < ids.length; rank++) {
      ids[rank] = scores.topId(rank);
    }
    return ids;
  }
}
