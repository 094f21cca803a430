package io.github.langres.engine.encode;

import io.github.langres.engine.batch.BatchLimits;

/**
 * How an {@link EncodeLoop} runs.
 *
 * @param limits what a batch may be
 * @param workers the most threads that run batches of one call at the same time, the caller's
 *     included. On two cores, two workers on one-thread sessions were 1.03 times as fast as one on
 *     a two-thread session; two workers on a two-thread session were slower in fp32
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
