package io.github.langres.engine.generate;

/**
 * How a generation went.
 *
 * @param promptTokens the prompt's length
 * @param cachedTokens how many of these were in the KV cache already
 * @param completionTokens how many new tokens the sink was given; a stop id is none
 * @param prefillNanos the time until the prompt was in the KV cache
 * @param decodeNanos the time from then to the end, the sink's own included
 */
public record DecodeResult(
    FinishReason finishReason,
    int promptTokens,
    int cachedTokens,
    int completionTokens,
    long prefillNanos,
    long decodeNanos) {}
