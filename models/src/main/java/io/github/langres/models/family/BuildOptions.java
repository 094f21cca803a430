package io.github.langres.models.family;

import io.github.langres.models.graph.Precision;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a graph is built.
 *
 * @param pooling with {@link Head#BASE}, the graph gives {@code sentence_embedding} {@code [batch,
 *     hidden]} in place of the hidden states
 * @param normalize divides pooled vectors by their length
 * @param maskToken with {@link Head#MASKED_LM}, the graph gives {@code logits} {@code [masks,
 *     vocabulary]} for tokens of this id only, row after row
 */
public record BuildOptions(
    Precision precision, Optional<Pooling> pooling, boolean normalize, OptionalInt maskToken) {
  private static final BuildOptions DEFAULTS =
      new BuildOptions(Precision.FP32, Optional.empty(), false, OptionalInt.empty());

  /** Full precision, no pooling, every token. */
  public static BuildOptions defaults() {
    return DEFAULTS;
  }

  public BuildOptions withPrecision(Precision newPrecision) {
    return new BuildOptions(newPrecision, pooling, normalize, maskToken);
  }

  /** One vector a row. */
  public BuildOptions withPooling(Pooling newPooling, boolean newNormalize) {
    return new BuildOptions(precision, Optional.of(newPooling), newNormalize, maskToken);
  }

  /** Scores of the vocabulary for tokens of this id only. */
  public BuildOptions withMaskToken(int id) {
    return new BuildOptions(precision, pooling, normalize, OptionalInt.of(id));
  }
}
