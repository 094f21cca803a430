package io.github.langres.models.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.models.encoder.Window;
import io.github.langres.tokenizer.Encoding;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowScoresTest {

  @Test
  void cut_strideOfNearlyAWindow_isHalved() {
    assertThat(Window.cut(encoding(10), 8, 5, 0))
        .extracting(Window::first)
        .containsExactly(0, 3, 6);
  }

  @Test
  void merge_windows_fillEveryTokenOnce() {
    List<Window> windows = Window.cut(encoding(10), 8, 3, 0);
    assertThat(windows).extracting(Window::first).containsExactly(0, 3, 6);
    float[][][] scores = new float[3][][];
    for (int w = 0; w < 3; w++) {
      scores[w] = new float[windows.get(w).encoding().length()][];
      for (int i = 0; i < scores[w].length; i++) {
        scores[w][i] = new float[] {w};
      }
    }
    float[][] merged = WindowScores.merge(windows, scores);
    // Windows over 0-5, 3-8 and 6-9; on a tie, as for tokens 4 and 7, the earlier one.
    assertThat(Arrays.stream(merged).map(score -> (int) score[0]))
        .containsExactly(0, 0, 0, 0, 0, 1, 1, 1, 2, 2);
  }

  /** A text of that many tokens between two special ones. */
  private static Encoding encoding(int tokens) {
    int n = tokens + 2;
    int[] sequences = new int[n];
    sequences[0] = -1;
    sequences[n - 1] = -1;
    int[] ids = new int[n];
    Arrays.setAll(ids, i -> i);
    String[] texts = new String[n];
    Arrays.fill(texts, "x");
    return new Encoding(ids, new int[n], texts, new int[2 * n], new int[n], sequences, 0);
  }
}
