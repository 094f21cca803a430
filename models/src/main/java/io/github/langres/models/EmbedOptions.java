package io.github.langres.models;

import java.util.Optional;

/**
 * How to make vectors where that differs from what the folder says.
 *
 * @param pooling another pooling than the folder's
 * @param normalize false leaves out the folder's L2 normalization
 */
public record EmbedOptions(Optional<PoolingMode> pooling, boolean normalize) {

  /** As the folder says. */
  public static EmbedOptions defaults() {
    return new EmbedOptions(Optional.empty(), true);
  }

  /** The same with that pooling. */
  public EmbedOptions withPooling(PoolingMode newPooling) {
    return new EmbedOptions(Optional.of(newPooling), normalize);
  }

  /** The same with the folder's normalization, or without any. */
  public EmbedOptions withNormalize(boolean newNormalize) {
    return new EmbedOptions(pooling, newNormalize);
  }
}
