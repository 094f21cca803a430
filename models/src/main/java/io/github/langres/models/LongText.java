package io.github.langres.models;

import java.util.Locale;

/** What to do with a text of more tokens than the model accepts. */
public enum LongText {
  /** Keep the beginning; the result says how many tokens were left out. */
  TRUNCATE,
  /** Refuse it with a {@link ModelException.Input} that says both numbers. */
  ERROR,
  /**
   * Read all of it, in overlapping windows, where the task can join their results: classification,
   * entities, answers, ranking, vectors of a text. Tasks that cannot are not opened with this.
   */
  WINDOWS;

  /**
   * Reads {@code truncate}, {@code error} or {@code windows}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static LongText parse(String text) {
    for (LongText longText : values()) {
      if (longText.toString().equals(text)) {
        return longText;
      }
    }
    throw new IllegalArgumentException(
        "unknown treatment of long texts \"" + text + "\"; expected truncate, error or windows");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
