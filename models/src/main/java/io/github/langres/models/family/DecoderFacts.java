package io.github.langres.models.family;

import io.github.langres.models.ModelException;
import java.util.OptionalInt;

/**
 * What a generator needs to know about a decoder before it is built.
 *
 * @param keyValueHeads heads of keys and values, a layer
 * @param headSize channels of a head in the graph and its cache; may be more than trained
 * @param positions that the model was trained for
 * @param stretches positions are told apart in a way made for more of them than were trained
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
    boolean stretches,
    OptionalInt window) {

  /**
   * The positions that a graph takes when that many are asked for.
   *
   * @param asked 0 for those that the model was trained for, up to {@link
   *     DecoderOptions#MAX_DEFAULT_CONTEXT}
   * @throws ModelException.Unsupported when more are asked for than were trained
   */
  public int contextLength(int asked) {
    if (asked == 0) {
      return Math.min(positions, DecoderOptions.MAX_DEFAULT_CONTEXT);
    }
    if (asked > positions && !stretches) {
      throw new ModelException.Unsupported(
          "a context of "
              + asked
              + " tokens was asked for; the model was trained for "
              + positions
              + ". Ask for at most that");
    }
    return asked;
  }

  /**
   * Bytes of keys and values that a token adds to the cache.
   *
   * @param bytesPerElement 4 for float32, 1 for int8
   */
  public long cacheBytesPerToken(int bytesPerElement) {
    return 2L * layers * keyValueHeads * headSize * bytesPerElement;
  }
}
