package io.github.langres.models;

/** What to do with a text of more tokens than the model accepts. */
public enum LongText {
  /** Keep the beginning; the result says how many tokens were left out. */
  TRUNCATE,
  /** Refuse it with a {@link ModelException.Input} that says both numbers. */
  ERROR
}
