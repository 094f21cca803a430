package io.github.langres.models.family;

import io.github.langres.models.graph.Precision;
import java.util.Optional;

/**
 * How a graph is built.
 *
 * @param pooling with {@link Head#BASE}, the graph gives {@code sentence_embedding} {@code [batch,
 *     hidden]} in place of the hidden states
 * @param normalize divides pooled vectors by their length
 */
public record BuildOptions(Precision precision, Optional<Pooling> pooling, boolean normalize) {
  private static final BuildOptions DEFAULTS =
      new BuildOptions(Precision.FP32, Optional.empty(), false);

  /** Full precision, no pooling. */
  public static BuildOptions defaults() {
    return DEFAULTS;
  }

  public BuildOptions withPrecision(Precision newPrecision) {
    return new BuildOptions(newPrecision, pooling, normalize);
  }

  /** One vector a row. */
  public BuildOptions withPooling(Pooling newPooling, boolean newNormalize) {
    return new BuildOptions(precision, Optional.of(newPooling), newNormalize);
  }
}
