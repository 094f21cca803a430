package io.github.langres.models.graph;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A trained tensor that a graph may take as it is or quantized; its bytes are fetched when used.
 *
 * @param shape one size an axis; a linear layer's weight is {@code [out, in]}, as PyTorch saves it
 * @param float32 the elements, row-major in a direct buffer in native byte order
 */
public record Parameter(String name, long[] shape, Supplier<ByteBuffer> float32) {

  long size(int axis) {
    return shape[axis];
  }
}
