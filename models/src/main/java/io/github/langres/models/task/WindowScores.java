package io.github.langres.models.task;

import io.github.langres.models.encoder.Window;
import java.util.Arrays;
import java.util.List;

/** Joins what overlapping windows say of the same tokens. */
final class WindowScores {
  private WindowScores() {}

  /**
   * The scores of the text's own tokens, each from the window that shows the model most of what
   * surrounds it: the one whose nearer edge is farthest. The edges of the text itself do not count.
   *
   * @param scores {@code [windows][tokens][labels]}
   */
  static float[][] merge(List<Window> windows, float[][][] scores) {
    Window last = windows.get(windows.size() - 1);
    float[][] merged = new float[last.first() + last.encoding().count(0)][];
    int[] context = new int[merged.length];
    Arrays.fill(context, -1);
    for (int w = 0; w < windows.size(); w++) {
      Window window = windows.get(w);
      int tokens = window.encoding().count(0);
      for (int i = 0, at = 0; i < window.encoding().length(); i++) {
        if (window.encoding().sequenceIds()[i] == 0) {
          int before = window.first() == 0 ? Integer.MAX_VALUE : at;
          int after = w == windows.size() - 1 ? Integer.MAX_VALUE : tokens - 1 - at;
          int token = window.first() + at++;
          if (Math.min(before, after) > context[token]) {
            context[token] = Math.min(before, after);
            merged[token] = scores[w][i];
          }
        }
      }
    }
    return merged;
  }
}
