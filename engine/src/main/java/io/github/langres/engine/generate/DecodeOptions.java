package io.github.langres.engine.generate;

/**
 * How a {@link DecodeLoop} runs.
 *
 * @param contextLength the most tokens of prompt and new text together; the KV cache grows up to it
 * @param prefillChunk the most prompt tokens of one run; a long run is faster a token and takes
 *     more memory
 * @param sharedCache whether a graph with {@code attention_mask} takes one buffer of any capacity
 *     as past and present, as onnxruntime-genai folders with {@code past_present_share_buffer} do;
 *     the graph's signature does not tell. A graph with {@code seqlens_k} always does
 */
public record DecodeOptions(int contextLength, int prefillChunk, boolean sharedCache) {
  private static final int DEFAULT_PREFILL_CHUNK = 512;

  public DecodeOptions {
    if (contextLength < 1) {
      throw new IllegalArgumentException("contextLength must be 1 or more, got " + contextLength);
    }
    if (prefillChunk < 1) {
      throw new IllegalArgumentException("prefillChunk must be 1 or more, got " + prefillChunk);
    }
  }

  /** Up to 512 prompt tokens a run. */
  public static DecodeOptions of(int contextLength) {
    return new DecodeOptions(contextLength, DEFAULT_PREFILL_CHUNK, false);
  }

  /** These options with another context length. */
  public DecodeOptions withContextLength(int newLength) {
    return new DecodeOptions(newLength, prefillChunk, sharedCache);
  }

  /** These options with another prefill chunk. */
  public DecodeOptions withPrefillChunk(int newChunk) {
    return new DecodeOptions(contextLength, newChunk, sharedCache);
  }

  /** These options with a shared cache, or without. */
  public DecodeOptions withSharedCache(boolean newShared) {
    return new DecodeOptions(contextLength, prefillChunk, newShared);
  }
}
