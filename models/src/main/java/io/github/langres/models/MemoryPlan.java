package io.github.langres.models;

/**
 * What a generative model takes of the machine's memory, outside the Java heap; known before it is
 * opened.
 *
 * @param precision the numbers that the weights are multiplied in
 * @param weightBytes the weights, as the runtime holds them
 * @param cacheBytesPerToken the KV cache of one token; it grows with the conversation
 * @param contextTokens how many tokens prompt and answer may have together
 * @param peakBytes the most that opening, and one conversation of 1,000 tokens, take at a time
 */
public record MemoryPlan(
    Precision precision,
    long weightBytes,
    long cacheBytesPerToken,
    int contextTokens,
    long peakBytes) {

  /** The KV cache of a thousand tokens. */
  public long cacheBytesPerThousandTokens() {
    return 1000 * cacheBytesPerToken;
  }

  /** The KV cache of a full context. */
  public long fullCacheBytes() {
    return contextTokens * cacheBytesPerToken;
  }
}
