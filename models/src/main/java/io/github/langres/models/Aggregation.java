package io.github.langres.models;

import java.util.Locale;

/**
 * How the labels of tokens become entities. All but {@link #WORD} are those of the {@code
 * transformers} pipeline.
 */
public enum Aggregation {
  /** Every token that has a label is an entity of its own, under its full label ({@code B-PER}). */
  NONE,
  /** Neighbouring tokens of one label join; a {@code B-} starts anew. */
  SIMPLE,
  /** As {@link #SIMPLE} over words, each with the label of its first token. */
  FIRST,
  /** As {@link #SIMPLE} over words, each with the best of its tokens' mean scores. */
  AVERAGE,
  /** As {@link #SIMPLE} over words, each with the label of its surest token. */
  MAX,
  /**
   * As {@link #AVERAGE}, over the words of French instead of the tokenizer's: an elision ends at
   * its apostrophe, straight or typographic, so that {@code d'Europe} gives {@code Europe}; spaces
   * of any width and punctuation separate; {@code aujourd'hui} and {@code Aix-en-Provence} stay
   * whole. An entity never starts or ends inside a word.
   */
  WORD;

  /**
   * Reads {@code none}, {@code simple}, {@code first}, {@code average}, {@code max} or {@code
   * word}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Aggregation parse(String text) {
    for (Aggregation aggregation : values()) {
      if (aggregation.toString().equals(text)) {
        return aggregation;
      }
    }
    throw new IllegalArgumentException(
        "unknown aggregation \"" + text + "\"; expected none, simple, first, average, max or word");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
