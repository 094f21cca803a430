package io.github.langres.models.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** New vectors from trained ones: biases and normalization weights, small enough to copy. */
public final class Vectors {
  private Vectors() {}

  /** {@code vector · factor + offset}. */
  public static Parameter scaled(Parameter vector, String suffix, float factor, float offset) {
    int size = Math.toIntExact(vector.size(0));
    return made(
        vector.name() + suffix,
        size,
        () -> {
          FloatBuffer old = vector.float32().get().asFloatBuffer();
          return i -> old.get(i) * factor + offset;
        });
  }

  /** The elements in another order, as {@link Matrix#reorderedRows} orders rows. */
  public static Parameter reordered(Parameter vector, int[] order) {
    return made(
        vector.name() + ":rows",
        order.length,
        () -> {
          FloatBuffer old = vector.float32().get().asFloatBuffer();
          return i -> order[i] == Matrix.ZERO ? 0f : old.get(order[i]);
        });
  }

  /** Vectors end to end. */
  public static Parameter joined(String name, List<Parameter> parts) {
    long size = parts.stream().mapToLong(part -> part.size(0)).sum();
    return new Parameter(
        name,
        new long[] {size},
        () -> {
          ByteBuffer all = direct(Math.toIntExact(size));
          parts.forEach(part -> all.put(part.float32().get()));
          return all.flip();
        });
  }

  private static Parameter made(String name, int size, Supplier<IntFunction<Float>> elements) {
    return new Parameter(
        name,
        new long[] {size},
        () -> {
          IntFunction<Float> element = elements.get();
          ByteBuffer made = direct(size);
          for (int i = 0; i < size; i++) {
            made.putFloat(i * Float.BYTES, element.apply(i));
          }
          return made;
        });
  }

  private static ByteBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
        .order(ByteOrder.nativeOrder());
  }
}
