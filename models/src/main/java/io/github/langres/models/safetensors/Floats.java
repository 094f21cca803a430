package io.github.langres.models.safetensors;

import io.github.langres.models.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.stream.IntStream;

/** Conversions to float32, exact, into direct buffers, on all processors. */
final class Floats {
  private static final int CHUNK = 1 << 16;

  /** Moves the exponent bias of float16 (15) to that of float32 (127). */
  private static final float FLOAT16_SCALE = 0x1p112f;

  private Floats() {}

  static ByteBuffer copy(ByteBuffer source) {
    return allocate("", source.remaining()).put(0, source, 0, source.remaining());
  }

  static ByteBuffer fromFloat16(String name, ByteBuffer source) {
    return convert(
        name, source.remaining() / Short.BYTES, i -> float16(source.getShort(i * Short.BYTES)));
  }

  static ByteBuffer fromBfloat16(String name, ByteBuffer source) {
    return convert(
        name, source.remaining() / Short.BYTES, i -> bfloat16(source.getShort(i * Short.BYTES)));
  }

  static ByteBuffer fromFloat64(String name, ByteBuffer source) {
    return convert(
        name, source.remaining() / Double.BYTES, i -> (float) source.getDouble(i * Double.BYTES));
  }

  static float bfloat16(short bits) {
    return Float.intBitsToFloat(bits << Short.SIZE);
  }

  static float float16(short bits) {
    int magnitude = (bits & 0x7fff) << 13;
    int sign = (bits & 0x8000) << 16;
    if ((bits & 0x7c00) == 0x7c00) { // infinity and NaN have the largest exponent in both types
      return Float.intBitsToFloat(sign | magnitude | 0x7f800000);
    }
    float value = Float.intBitsToFloat(magnitude) * FLOAT16_SCALE; // exact, subnormals too
    return Float.intBitsToFloat(sign | Float.floatToRawIntBits(value));
  }

  private static ByteBuffer convert(String name, int elements, Element element) {
    ByteBuffer target = allocate(name, (long) elements * Float.BYTES);
    FloatBuffer floats = target.asFloatBuffer();
    IntStream.range(0, (elements + CHUNK - 1) / CHUNK)
        .parallel()
        .forEach(
            chunk -> {
              int end = Math.min(elements, (chunk + 1) * CHUNK);
              for (int i = chunk * CHUNK; i < end; i++) {
                floats.put(i, element.at(i));
              }
            });
    return target;
  }

  static Tensor.Elements float32Reader(ByteBuffer data) {
    FloatBuffer floats = data.asFloatBuffer();
    return (from, stride, target, count) -> {
      if (stride == 1) {
        floats.get(from, target, 0, count);
        return;
      }
      for (int i = 0; i < count; i++) {
        target[i] = floats.get(from + i * stride);
      }
    };
  }

  static Tensor.Elements float64Reader(ByteBuffer data) {
    return (from, stride, target, count) -> {
      for (int i = 0; i < count; i++) {
        target[i] = (float) data.getDouble((from + i * stride) * Double.BYTES);
      }
    };
  }

  static Tensor.Elements shortReader(ByteBuffer data, Widening widening) {
    ShortBuffer shorts = data.asShortBuffer();
    return (from, stride, target, count) -> {
      if (stride == 1) {
        short[] row = new short[count];
        shorts.get(from, row);
        for (int i = 0; i < count; i++) {
          target[i] = widening.widen(row[i]);
        }
        return;
      }
      for (int i = 0; i < count; i++) {
        target[i] = widening.widen(shorts.get(from + i * stride));
      }
    };
  }

  private static ByteBuffer allocate(String name, long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw new ModelException.Unsupported(
          "tensor \"" + name + "\" needs " + bytes + " bytes as float32; at most 2^31 - 1");
    }
    return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
  }

  /** What 16 bits mean. */
  @FunctionalInterface
  interface Widening {
    float widen(short bits);
  }

  @FunctionalInterface
  private interface Element {
    float at(int index);
  }
}
