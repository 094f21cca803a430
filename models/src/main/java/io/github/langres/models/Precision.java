package io.github.langres.models;

import java.util.Locale;

/** In which numbers the weights are multiplied. */
public enum Precision {
  /** 32-bit floats: equal to {@code transformers} to 1e-4. */
  FP32,
  /**
   * Signed 8-bit weights, one scale an output channel, and one activation scale a run: the fastest,
   * but a result depends on the texts that share its batch (cosine 0.997 to fp32).
   */
  INT8,
  /** As {@link #INT8}, one text a run: a result never depends on the other texts of a batch. */
  INT8_REPRODUCIBLE;

  /**
   * Reads {@code fp32}, {@code int8} or {@code int8-reproducible}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Precision parse(String text) {
    for (Precision precision : values()) {
      if (precision.toString().equals(text)) {
        return precision;
      }
    }
    throw new IllegalArgumentException(
        "unknown precision \"" + text + "\"; expected fp32, int8 or int8-reproducible");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
