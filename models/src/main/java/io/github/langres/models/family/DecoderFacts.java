package io.github.langres.models.family;

import java.util.OptionalInt;

/**
 * What a generator needs to know about a decoder before it is built.
 *
 * @param keyValueHeads heads of keys and values, a layer
 * @param headSize channels of a head in the graph and its cache; may be more than trained
 * @param positions that the model was trained for
 * @param window tokens that a token sees at most, itself included, when that holds in every layer
 */
public record DecoderFacts(
    String modelType,
    int layers,
    int hidden,
    int heads,
    int keyValueHeads,
    int headSize,
    int vocabulary,
    int positions,
    OptionalInt window) {

  /**
   * Bytes of keys and values that a token adds to the cache.
   *
   * @param bytesPerElement 4 for float32, 1 for int8
   */
  public long cacheBytesPerToken(int bytesPerElement) {
    return 2L * layers * keyValueHeads * headSize * bytesPerElement;
  }
}
