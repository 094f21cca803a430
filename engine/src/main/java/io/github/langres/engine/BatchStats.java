package io.github.langres.engine;

/**
 * What one run of gathered requests took.
 *
 * @param queueNanos {@code [rows]} how long each request waited for this run, oldest first; shared,
 *     not copied
 * @param tokens the tokens of all rows, without padding
 * @param paddingTokens what filling up to the longest row added
 * @param runNanos the time of the run, reading the answers included
 */
public record BatchStats(long[] queueNanos, int tokens, long paddingTokens, long runNanos) {

  /** The number of requests that ran together. */
  public int rows() {
    return queueNanos.length;
  }
}
