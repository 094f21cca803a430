package io.github.langres.engine.batch;

/**
 * What a batch may be.
 *
 * @param tokenBudget the most tokens of a batch with its padding, rows times width; a row that is
 *     longer runs alone
 * @param maxRows the most rows of a batch
 * @param overheadTokens what starting a batch costs, in tokens: two groups of rows are joined when
 *     the padding that it takes costs less
 */
public record BatchLimits(int tokenBudget, int maxRows, int overheadTokens) {
  /**
   * Measured on two processor cores with a camembert-base shape: batches of one row cost about 1 ms
   * each more than full ones, the time of 9 tokens, in fp32 and in int8 alike.
   */
  public static final int CPU_OVERHEAD_TOKENS = 9;

  public BatchLimits {
    requirePositive("tokenBudget", tokenBudget);
    requirePositive("maxRows", maxRows);
    if (overheadTokens < 0) {
      throw new IllegalArgumentException("overheadTokens must be 0 or more, got " + overheadTokens);
    }
  }

  /** A token budget, with no other limit on the rows. */
  public static BatchLimits ofTokens(int tokenBudget) {
    return new BatchLimits(tokenBudget, Integer.MAX_VALUE, CPU_OVERHEAD_TOKENS);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be 1 or more, got " + value);
    }
  }
}
