package io.github.langres.models;

/**
 * A vector over the vocabulary, most of which is zero. The arrays are shared, not copied.
 *
 * @param ids token ids, ascending
 * @param weights {@code [ids]} their weights, above zero
 */
public record SparseVector(int[] ids, float[] weights) {

  public SparseVector {
    if (ids.length != weights.length) {
      throw new IllegalArgumentException(
          "expected one weight an id, got " + ids.length + " ids and " + weights.length);
    }
  }

  /** The dot product: how relevant one text is for the other. */
  public float dot(SparseVector other) {
    double sum = 0;
    int i = 0;
    int j = 0;
    while (i < ids.length && j < other.ids.length) {
      int order = Integer.compare(ids[i], other.ids[j]);
      if (order == 0) {
        sum += (double) weights[i] * other.weights[j];
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return (float) sum;
  }
}
