package io.github.langres.models.head;

import java.util.stream.IntStream;

/** Logits to probabilities, and the best of them. Sums are taken in double precision. */
public final class Scores {
  private Scores() {}

  /** The softmax of the logits. */
  public static float[] softmax(float[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    double[] exponentials = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      exponentials[i] = Math.exp(logits[i] - max);
      sum += exponentials[i];
    }
    float[] scores = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      scores[i] = (float) (exponentials[i] / sum);
    }
    return scores;
  }

  /** The sigmoid of each logit. */
  public static float[] sigmoid(float[] logits) {
    float[] scores = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      scores[i] = (float) (1 / (1 + Math.exp(-logits[i])));
    }
    return scores;
  }

  /** The indices of the {@code k} highest scores, best first; on a tie the lower index first. */
  public static int[] top(float[] scores, int k) {
    int n = Math.min(k, scores.length);
    int[] best = new int[n];
    int filled = 0;
    for (int i = 0; i < scores.length; i++) {
      int at = filled;
      while (at > 0 && scores[best[at - 1]] < scores[i]) {
        at--;
      }
      if (at < n) {
        filled = Math.min(filled + 1, n);
        System.arraycopy(best, at, best, at + 1, filled - at - 1);
        best[at] = i;
      }
    }
    return best;
  }

  /** All indices, best score first; on a tie the lower index first. */
  public static int[] order(float[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted((a, b) -> Float.compare(scores[b], scores[a]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
