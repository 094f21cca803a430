package io.github.langres.models.family;

import io.github.langres.models.ModelException;
import io.github.langres.models.graph.BlockFormat;
import io.github.langres.models.graph.Precision;
import java.util.OptionalInt;

/**
 * What a generator needs to know about a decoder before it is built.
 *
 * @param keyValueHeads heads of keys and values, a layer
 * @param headSize channels of a head in the graph and its cache; may be more than trained
 * @param intermediate channels inside the feed-forward network
 * @param gated the feed-forward network has a second projection of that size
 * @param tied the table of words scores the vocabulary too
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
    int intermediate,
    boolean gated,
    boolean tied,
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

  /**
   * Bytes of the weights that a graph holds, without the few kilobytes of its norms and biases. A
   * table of words that is not also the head counts two bytes an element, as most are saved; of it,
   * only rows that were read take memory. The runtime lays quantized weights out anew, with what
   * its kernels need: 4 bits in blocks of 32 take 1.2 times as much there.
   */
  public long weightBytes(DecoderOptions options) {
    Precision precision = options.precision();
    long width = (long) heads * headSize;
    long layer =
        bytes(options, precision, width + 2L * keyValueHeads * headSize, hidden)
            + bytes(options, precision, hidden, Math.toIntExact(width))
            + bytes(options, precision, (gated ? 2L : 1L) * intermediate, hidden)
            + bytes(options, precision, hidden, intermediate);
    boolean shared =
        tied
            && (options.head() == Precision.FP32
                || (options.head() == Precision.INT8 && hidden % options.blockSize() == 0));
    long table = shared ? 0 : 2L * vocabulary * hidden;
    return layers * layer + bytes(options, options.head(), vocabulary, hidden) + table;
  }

  private static long bytes(DecoderOptions options, Precision precision, long rows, int columns) {
    return switch (precision) {
      case FP32 -> rows * columns * Float.BYTES;
      case INT8 -> new BlockFormat(8, options.blockSize()).bytes(rows, columns);
      case INT4 -> new BlockFormat(4, options.blockSize()).bytes(rows, columns);
    };
  }
}
