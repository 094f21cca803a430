package io.github.langres.models.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.engine.TokenBatch;
import org.junit.jupiter.api.Test;

class RowsTest {
  /** Three texts: one row, two rows of 3 and 1 tokens, one row. */
  private static final Rows ROWS =
      new Rows(
          TokenBatch.of(new int[2], new int[3], new int[1], new int[5]),
          new int[] {0, 1, 1, 2},
          new int[3]);

  @Test
  void mean_windows_areWeightedByTheirTokens() {
    float[][] means = ROWS.mean(new float[][] {{1, 2}, {1, 0}, {5, 8}, {0.1f, 0.3f}});
    assertThat(means).hasDimensions(3, 2);
    assertThat(means[0]).containsExactly(1, 2);
    assertThat(means[1]).containsExactly(2, 2);
    assertThat(means[2]).containsExactly(0.1f, 0.3f);
  }

  @Test
  void max_windows_takesTheBest() {
    assertThat(ROWS.max(new float[] {-1, -3, -2, 4})).containsExactly(-1, -2, 4);
  }
}
