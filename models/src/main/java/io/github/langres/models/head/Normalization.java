package io.github.langres.models.head;

/** L2 normalization. */
public record Normalization() implements VectorStep {

  @Override
  public float[] apply(float[] vector) {
    Pooling.normalize(vector);
    return vector;
  }
}
