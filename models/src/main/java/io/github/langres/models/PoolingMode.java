package io.github.langres.models;

import java.util.Locale;

/**
 * How the hidden states of a text's tokens become one vector, as sentence-transformers names it.
 */
public enum PoolingMode {
  /** The first token. */
  CLS,
  /** The mean of all tokens. */
  MEAN,
  /** The largest value of each dimension. */
  MAX,
  /** The sum of all tokens over the square root of their number. */
  MEAN_SQRT_LEN,
  /** The mean weighted by position, 1 for the first token. */
  WEIGHTEDMEAN,
  /** The last token. */
  LASTTOKEN;

  /**
   * Reads {@code cls}, {@code mean}, {@code max}, {@code mean_sqrt_len}, {@code weightedmean} or
   * {@code lasttoken}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static PoolingMode parse(String text) {
    for (PoolingMode mode : values()) {
      if (mode.toString().equals(text)) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        "unknown pooling \""
            + text
            + "\"; expected cls, mean, max, mean_sqrt_len, weightedmean or lasttoken");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
