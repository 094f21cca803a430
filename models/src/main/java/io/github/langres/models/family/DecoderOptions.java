package io.github.langres.models.family;

import io.github.langres.models.graph.Precision;
import java.util.List;
import java.util.Optional;

/**
 * How the graph of a decoder is built.
 *
 * @param precision of the linear layers. {@link Precision#INT8} and {@link Precision#INT4} round
 *     weights in blocks, so a token's result never depends on the tokens beside it
 * @param head the precision of the layer that scores the vocabulary
 * @param blockSize weights that share a scale: 16, 32, 64, 128 or 256
 * @param accuracyLevel of quantized layers: 4 rounds activations to int8, the fastest; 1 keeps them
 *     float32, for verification
 * @param allLogits the graph scores every position in place of the last
 * @param contextLength positions that the graph can take; 0 for the trained ones, up to {@value
 *     #MAX_DEFAULT_CONTEXT}
 * @param cacheScales one a layer when keys and values are cached as int8; else they are float32
 */
public record DecoderOptions(
    Precision precision,
    Precision head,
    int blockSize,
    int accuracyLevel,
    boolean allLogits,
    int contextLength,
    Optional<List<CacheScale>> cacheScales) {
  /**
   * Rotary tables of this many positions take 16 MB for heads of 128 channels and a tenth of a
   * second to fill; a cache of this length takes gigabytes in any model.
   */
  public static final int MAX_DEFAULT_CONTEXT = 32_768;

  private static final DecoderOptions DEFAULTS =
      new DecoderOptions(Precision.FP32, Precision.FP32, 32, 4, false, 0, Optional.empty());

  /** What a cached int8 counts: a key is its code times {@code key}. */
  public record CacheScale(float key, float value) {}

  public DecoderOptions {
    if (accuracyLevel != 1 && accuracyLevel != 4) {
      throw new IllegalArgumentException("the accuracy level is 1 or 4, got " + accuracyLevel);
    }
    if (contextLength < 0) {
      throw new IllegalArgumentException(
          "the context length is 0 (as trained) or more, got " + contextLength);
    }
    cacheScales = cacheScales.map(List::copyOf);
  }

  /** Full precision, scores of the last position. */
  public static DecoderOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Another precision. The head follows, but for {@link Precision#INT4}, where it gets 8 bits: it
   * decides between near scores, and llama.cpp's 4-bit files keep it at 6 or 8 bits too.
   */
  public DecoderOptions withPrecision(Precision newPrecision) {
    return new DecoderOptions(
        newPrecision,
        newPrecision == Precision.INT4 ? Precision.INT8 : newPrecision,
        blockSize,
        accuracyLevel,
        allLogits,
        contextLength,
        cacheScales);
  }

  /** The head in a precision of its own; call it after {@link #withPrecision}. */
  public DecoderOptions withHead(Precision newHead) {
    return new DecoderOptions(
        precision, newHead, blockSize, accuracyLevel, allLogits, contextLength, cacheScales);
  }

  public DecoderOptions withBlockSize(int newBlockSize) {
    return new DecoderOptions(
        precision, head, newBlockSize, accuracyLevel, allLogits, contextLength, cacheScales);
  }

  public DecoderOptions withAccuracyLevel(int newAccuracyLevel) {
    return new DecoderOptions(
        precision, head, blockSize, newAccuracyLevel, allLogits, contextLength, cacheScales);
  }

  /** Scores of every position. */
  public DecoderOptions withAllLogits() {
    return new DecoderOptions(
        precision, head, blockSize, accuracyLevel, true, contextLength, cacheScales);
  }

  public DecoderOptions withContextLength(int newContextLength) {
    return new DecoderOptions(
        precision, head, blockSize, accuracyLevel, allLogits, newContextLength, cacheScales);
  }

  /** Keys and values cached as int8. */
  public DecoderOptions withCacheScales(List<CacheScale> scales) {
    return new DecoderOptions(
        precision, head, blockSize, accuracyLevel, allLogits, contextLength, Optional.of(scales));
  }
}
