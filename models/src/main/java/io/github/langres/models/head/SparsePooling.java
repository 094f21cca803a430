package io.github.langres.models.head;

import io.github.langres.models.SparseVector;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Logits of one text, {@code [tokens, vocabulary]}, to weights over the vocabulary. */
public final class SparsePooling {
  private SparsePooling() {}

  /** The largest {@code log(1 + relu(logit))} of each token of the vocabulary. */
  public static SparseVector max(FloatBuffer logits, int tokens) {
    int vocabulary = logits.remaining() / tokens;
    float[] best = new float[vocabulary];
    float[] row = new float[vocabulary];
    for (int token = 0; token < tokens; token++) {
      logits.get(logits.position() + token * vocabulary, row);
      for (int i = 0; i < vocabulary; i++) {
        best[i] = Math.max(best[i], row[i]);
      }
    }
    int n = 0;
    for (float value : best) {
      n += value > 0 ? 1 : 0;
    }
    int[] ids = new int[n];
    float[] weights = new float[n];
    for (int i = 0, at = 0; i < vocabulary; i++) {
      if (best[i] > 0) {
        ids[at] = i;
        weights[at++] = (float) Math.log1p(best[i]);
      }
    }
    return new SparseVector(ids, weights);
  }

  /** The larger weight of each token: of the parts of a text, what the whole has. */
  public static SparseVector max(SparseVector one, SparseVector other) {
    int[] ids = new int[one.ids().length + other.ids().length];
    float[] weights = new float[ids.length];
    int n = 0;
    for (int i = 0, j = 0; i < one.ids().length || j < other.ids().length; n++) {
      int left = i < one.ids().length ? one.ids()[i] : Integer.MAX_VALUE;
      int right = j < other.ids().length ? other.ids()[j] : Integer.MAX_VALUE;
      ids[n] = Math.min(left, right);
      weights[n] =
          Math.max(left <= right ? one.weights()[i] : 0, right <= left ? other.weights()[j] : 0);
      i += left <= right ? 1 : 0;
      j += right <= left ? 1 : 0;
    }
    return new SparseVector(Arrays.copyOf(ids, n), Arrays.copyOf(weights, n));
  }
}
