package io.github.langres.engine.generate;

/**
 * How likely the model found a token and its rivals: natural logarithms of the softmax of the raw
 * logits, before penalties, temperature and the rest. Computed when first asked for, so that a sink
 * that does not ask pays nothing. Valid during {@link TokenSink#accept} only.
 */
public interface TokenScores {

  /** The log-probability of the chosen token. */
  float logprob();

  /**
   * How many of the likeliest ids are known: {@link DecodeRequest#topLogprobs} of the vocabulary.
   */
  int count();

  /** One of the likeliest ids; rank 0 is the likeliest, whether chosen or not. */
  int id(int rank);

  /** The log-probability of {@link #id}. */
  float logprob(int rank);
}
