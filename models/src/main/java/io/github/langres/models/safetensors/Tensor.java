package io.github.langres.models.safetensors;

import io.github.langres.models.ModelException;
import java.nio.ByteBuffer;

/**
 * One named tensor of a checkpoint.
 *
 * @param shape one size an axis, outermost first
 * @param data the elements, row-major: a direct buffer in native (little-endian) order; shared, do
 *     not move its position
 */
public record Tensor(String name, Dtype dtype, long[] shape, ByteBuffer data) {

  /** The number of elements. */
  public long elements() {
    return data.remaining() / dtype.bytes();
  }

  /**
   * The elements as float32: the tensor's own memory when it already holds aligned F32, else a new
   * direct buffer.
   *
   * @throws ModelException.Unsupported when the elements are not floating point
   */
  public ByteBuffer float32() {
    return switch (dtype) {
      case F32 -> data.alignmentOffset(0, Float.BYTES) == 0 ? data : Floats.copy(data);
      case F16 -> Floats.fromFloat16(name, data);
      case BF16 -> Floats.fromBfloat16(name, data);
      case F64 -> Floats.fromFloat64(name, data);
      default ->
          throw new ModelException.Unsupported(
              "tensor \""
                  + name
                  + "\" has element type "
                  + dtype
                  + "; expected F32, F16, BF16 or F64. Quantized checkpoints are not read: save"
                  + " the model in one of these types");
    };
  }
}
