package io.github.langres.models.head;

/** What happens to a pooled vector. */
public sealed interface VectorStep permits Dense, Normalization {

  /** The vector after the step; may be the same array, changed. */
  float[] apply(float[] vector);
}
