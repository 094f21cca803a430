package io.github.langres.models.head;

import io.github.langres.models.PoolingMode;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Hidden states of one text, {@code [tokens, hidden]}, to one vector {@code [hidden]}. */
public final class Pooling {
  private Pooling() {}

  /**
   * Pools as sentence-transformers does.
   *
   * @param states {@code tokens * hidden} numbers from the buffer's position on, row after row
   * @param skipped how many tokens at the beginning do not count: the prompt's, where the folder
   *     excludes it. When none would remain, the last token counts
   */
  public static float[] pool(PoolingMode mode, FloatBuffer states, int skipped, int tokens) {
    int first = Math.min(skipped, tokens - 1);
    int hidden = states.remaining() / tokens;
    float[] row = new float[hidden];
    float[] out = new float[hidden];
    switch (mode) {
      case CLS -> states.get(states.position() + first * hidden, out);
      case LASTTOKEN -> states.get(states.position() + (tokens - 1) * hidden, out);
      case MAX -> {
        Arrays.fill(out, Float.NEGATIVE_INFINITY);
        for (int token = first; token < tokens; token++) {
          states.get(states.position() + token * hidden, row);
          for (int i = 0; i < hidden; i++) {
            out[i] = Math.max(out[i], row[i]);
          }
        }
      }
      case MEAN, MEAN_SQRT_LEN, WEIGHTEDMEAN -> {
        double total = 0;
        for (int token = first; token < tokens; token++) {
          float weight = mode == PoolingMode.WEIGHTEDMEAN ? token + 1 : 1;
          total += weight;
          states.get(states.position() + token * hidden, row);
          for (int i = 0; i < hidden; i++) {
            out[i] += weight * row[i];
          }
        }
        scale(out, 1 / (mode == PoolingMode.MEAN_SQRT_LEN ? Math.sqrt(total) : total));
      }
    }
    return out;
  }

  /** Divides the vector by its L2 norm, in place; a zero vector stays zero. */
  public static void normalize(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    // The floor is torch's: F.normalize(eps=1e-12).
    scale(vector, 1 / Math.max(Math.sqrt(squares), 1e-12));
  }

  private static void scale(float[] vector, double factor) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (vector[i] * factor);
    }
  }
}
