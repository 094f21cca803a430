package io.github.langres.models.head;

import io.github.langres.models.SparseVector;
import java.nio.FloatBuffer;

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
}
