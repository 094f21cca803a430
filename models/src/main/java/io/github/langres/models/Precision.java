package io.github.langres.models;

import java.util.Locale;

/** In which numbers the weights are multiplied. */
public enum Precision {
  /** 32-bit floats: equal to {@code transformers} to 1e-4. */
  FP32,
  /**
   * Signed 8-bit weights. Encoders: one scale an output channel and one activation scale a run, the
   * fastest, but a result depends on the texts that share its batch (cosine 0.997 to fp32). Models
   * that write text: one scale a block of 32.
   */
  INT8,
  /**
   * As {@link #INT8}, but a result never depends on the other texts of a batch: encoders run one
   * text at a time. The same as {@link #INT8} for models that write text, whose blocks have scales
   * of their own.
   */
  INT8_REPRODUCIBLE,
  /** 4-bit weights in blocks of 32, for models that write text; encoders refuse it. */
  INT4;

  /**
   * Reads {@code fp32}, {@code int8}, {@code int8-reproducible} or {@code int4}.
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
        "unknown precision \"" + text + "\"; expected fp32, int8, int8-reproducible or int4");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
