package io.github.langres.models;

import java.util.Optional;

/**
 * How to make vectors where that differs from what the folder says. Immutable; start from {@link
 * #defaults()}.
 *
 * @param pooling another pooling than the folder's
 * @param normalize false leaves out the folder's L2 normalization
 * @param promptName which of {@link TextEmbedder#prompts()} goes before each text, in place of the
 *     folder's default
 * @param dimensions how many dimensions to keep, from the first on (Matryoshka); 0 for all. Where
 *     the folder normalizes, what remains is normalized
 */
public record EmbedOptions(
    Optional<PoolingMode> pooling, boolean normalize, Optional<String> promptName, int dimensions) {

  public EmbedOptions {
    if (dimensions < 0) {
      throw new IllegalArgumentException("dimensions must be 0 or more, got " + dimensions);
    }
  }

  /** As the folder says. */
  public static EmbedOptions defaults() {
    return new EmbedOptions(Optional.empty(), true, Optional.empty(), 0);
  }

  /** The same with that pooling. */
  public EmbedOptions withPooling(PoolingMode newPooling) {
    return new EmbedOptions(Optional.of(newPooling), normalize, promptName, dimensions);
  }

  /** The same with the folder's normalization, or without any. */
  public EmbedOptions withNormalize(boolean newNormalize) {
    return new EmbedOptions(pooling, newNormalize, promptName, dimensions);
  }

  /** The same with that prompt. */
  public EmbedOptions withPromptName(String newPromptName) {
    return new EmbedOptions(pooling, normalize, Optional.of(newPromptName), dimensions);
  }

  /** The same with that many dimensions. */
  public EmbedOptions withDimensions(int newDimensions) {
    return new EmbedOptions(pooling, normalize, promptName, newDimensions);
  }
}
