package io.github.langres.models.family;

import io.github.langres.models.graph.TensorOps;
import io.github.langres.models.graph.Value;
import java.util.function.LongUnaryOperator;

/** What depends only on how far apart two tokens of a row are. */
final class Distances {
  private Distances() {}

  /** Query position minus key position, int64 {@code [sequence, sequence]}. */
  static Value queryMinusKey(Net net) {
    TensorOps tensors = net.tensors();
    Value positions = tensors.positions(net.ids(), 1);
    return tensors.subtract(tensors.unsqueeze(positions, 1), tensors.unsqueeze(positions, 0));
  }

  /**
   * A function of the distance, from a table made now: int64 {@code [sequence, sequence]}.
   *
   * @param farthest the distance beyond which, on either side, the function is constant
   */
  static Value table(Net net, int farthest, LongUnaryOperator function) {
    long[] table = new long[2 * farthest + 1];
    for (int i = 0; i < table.length; i++) {
      table[i] = function.applyAsLong(i - (long) farthest);
    }
    TensorOps tensors = net.tensors();
    Value near =
        tensors.minimum(
            tensors.maximum(queryMinusKey(net), net.graph().scalar((long) -farthest)),
            net.graph().scalar((long) farthest));
    return tensors.lookup(
        net.graph().longs(table), tensors.add(near, net.graph().scalar((long) farthest)));
  }
}
