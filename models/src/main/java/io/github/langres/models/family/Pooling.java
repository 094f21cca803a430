package io.github.langres.models.family;

/** How the vectors of a row's tokens become one. */
public enum Pooling {
  /** The mean over real tokens. */
  MEAN,

  /** The first token. */
  CLS,

  /** The largest value of each channel over real tokens. */
  MAX
}
