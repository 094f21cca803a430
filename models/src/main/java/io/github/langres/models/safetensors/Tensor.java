package io.github.langres.models.safetensors;

import io.github.langres.models.ModelException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * One named tensor of a checkpoint. Its bytes are mapped when they are asked for.
 *
 * @param shape one size an axis, outermost first; shared, do not change it
 * @param source gives the elements, row-major: a direct buffer in native (little-endian) order
 */
public record Tensor(String name, Dtype dtype, long[] shape, Supplier<ByteBuffer> source) {

  /** The elements as they were saved. */
  public ByteBuffer data() {
    return source.get();
  }

  /**
   * Part {@code index} of {@code parts} equal parts along the first axis, in the same memory.
   *
   * @throws IllegalArgumentException when the axis does not divide evenly
   */
  public Tensor part(int index, int parts) {
    if (shape.length == 0 || shape[0] % parts != 0) {
      throw new IllegalArgumentException("\"" + name + "\" has no " + parts + " equal parts");
    }
    long[] smaller = shape.clone();
    smaller[0] /= parts;
    return new Tensor(
        name + ":" + index,
        dtype,
        smaller,
        () -> {
          ByteBuffer whole = data();
          int bytes = whole.remaining() / parts;
          return whole.slice(index * bytes, bytes).order(whole.order());
        });
  }

  /**
   * Maps the tensor for reading parts of it as float32, without a copy of the whole.
   *
   * @throws ModelException.Unsupported when the elements are not floating point
   */
  public Elements elements() {
    ByteBuffer data = data();
    return switch (dtype) {
      case F32 -> Floats.float32Reader(data);
      case F16 -> Floats.shortReader(data, Floats::float16);
      case BF16 -> Floats.shortReader(data, Floats::bfloat16);
      case F64 -> Floats.float64Reader(data);
      default -> throw notFloats();
    };
  }

  /** Elements of a tensor as float32; thread-safe. */
  public interface Elements {

    /** Reads {@code count} elements, every {@code stride}-th from {@code from} on. */
    void read(int from, int stride, float[] target, int count);
  }

  /**
   * The elements as float32: the tensor's own memory when it already holds aligned F32, else a new
   * direct buffer.
   *
   * @throws ModelException.Unsupported when the elements are not floating point
   */
  public ByteBuffer float32() {
    ByteBuffer data = data();
    return switch (dtype) {
      case F32 -> data.alignmentOffset(0, Float.BYTES) == 0 ? data : Floats.copy(data);
      case F16 -> Floats.fromFloat16(name, data);
      case BF16 -> Floats.fromBfloat16(name, data);
      case F64 -> Floats.fromFloat64(name, data);
      default -> throw notFloats();
    };
  }

  private ModelException notFloats() {
    return new ModelException.Unsupported(
        "tensor \""
            + name
            + "\" has element type "
            + dtype
            + "; expected F32, F16, BF16 or F64. Quantized checkpoints are not read: save"
            + " the model in one of these types");
  }
}
