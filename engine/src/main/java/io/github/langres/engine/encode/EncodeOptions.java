package io.github.langres.engine.encode;

import io.github.langres.engine.batch.BatchLimits;

/**
 * How an {@link EncodeLoop} runs.
 *
 * @param limits what a batch may be
 * @param workers the most threads that run batches of one call at the same time, the caller's
 *     included. For int8 graphs two workers on one-thread runs were faster than one worker on
 *     two-thread runs; for fp32 graphs there was no difference
 * @param firstPosition the position of a row's first token, for graphs that take {@code
 *     position_ids}: 0 for BERT, the padding id plus 1 for RoBERTa and CamemBERT
 */
public record EncodeOptions(BatchLimits limits, int workers, int firstPosition) {
  private static final int DEFAULT_TOKEN_BUDGET = 512;
  private static final EncodeOptions DEFAULTS =
      new EncodeOptions(BatchLimits.ofTokens(DEFAULT_TOKEN_BUDGET), 1, 0);

  public EncodeOptions {
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be 1 or more, got " + workers);
    }
    if (firstPosition < 0) {
      throw new IllegalArgumentException("firstPosition must be 0 or more, got " + firstPosition);
    }
  }

  /** Batches of 512 tokens, one worker, positions from 0. */
  public static EncodeOptions defaults() {
    return DEFAULTS;
  }

  /** These options with another token budget. */
  public EncodeOptions withTokenBudget(int tokenBudget) {
    return withLimits(new BatchLimits(tokenBudget, limits.maxRows(), limits.overheadTokens()));
  }

  /** These options with other batch limits. */
  public EncodeOptions withLimits(BatchLimits newLimits) {
    return new EncodeOptions(newLimits, workers, firstPosition);
  }

  /** These options with another number of workers. */
  public EncodeOptions withWorkers(int newWorkers) {
    return new EncodeOptions(limits, newWorkers, firstPosition);
  }

  /** These options with another first position. */
  public EncodeOptions withFirstPosition(int newFirstPosition) {
    return new EncodeOptions(limits, workers, newFirstPosition);
  }
}
