package io.github.langres.engine;

import java.util.Arrays;

/** Arithmetic on shapes: one size an axis, no axes for a scalar. */
public final class Shapes {
  private Shapes() {}

  /**
   * The number of elements.
   *
   * @throws IllegalArgumentException when a size is negative, or the product overflows
   */
  public static long elements(long[] shape) {
    return product(1, shape);
  }

  /**
   * The number of bytes.
   *
   * @throws IllegalArgumentException when a size is negative, or the product overflows
   */
  public static long bytes(ElementType type, long[] shape) {
    return product(type.bytes(), shape);
  }

  /** The shape as a reader expects it, such as {@code [2, 768]}. */
  public static String text(long[] shape) {
    return Arrays.toString(shape);
  }

  private static long product(long factor, long[] shape) {
    long product = factor;
    for (long size : shape) {
      if (size < 0 || Math.multiplyHigh(product, size) != 0 || product * size < 0) {
        throw new IllegalArgumentException(
            "shape " + text(shape) + " has a negative size or too many elements");
      }
      product *= size;
    }
    return product;
  }
}
