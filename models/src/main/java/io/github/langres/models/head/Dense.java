package io.github.langres.models.head;

/**
 * A linear layer and its activation.
 *
 * @param weights {@code [outputs * inputs]} row after row
 * @param bias {@code [outputs]}
 */
public record Dense(float[] weights, float[] bias, Activation activation) implements VectorStep {

  /** The length of its input. */
  public int inputs() {
    return weights.length / bias.length;
  }

  /** The length of its output. */
  public int outputs() {
    return bias.length;
  }

  /** {@code activation(W x + b)}; {@code [inputs]} to {@code [outputs]}. */
  @Override
  public float[] apply(float[] vector) {
    float[] result = new float[bias.length];
    for (int row = 0, at = 0; row < result.length; row++) {
      double sum = bias[row];
      for (float value : vector) {
        sum += (double) value * weights[at++];
      }
      result[row] = (float) activation.of(sum);
    }
    return result;
  }
}
