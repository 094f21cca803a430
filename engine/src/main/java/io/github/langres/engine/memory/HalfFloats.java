package io.github.langres.engine.memory;

/** The 16-bit floats as float32. Java has this in its own library from version 20 on only. */
public final class HalfFloats {
  private HalfFloats() {}

  /** IEEE 754 binary16, exactly. */
  public static float fromFloat16(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = half >>> 10 & 0x1f;
    int mantissa = half & 0x3ff;
    if (exponent == 0) {
      // Zero and subnormals: the mantissa counts steps of 2^-24.
      float magnitude = mantissa * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    // 112 = 127 - 15, the distance of the two exponent biases.
    int wide = exponent == 0x1f ? 0xff : exponent + 112;
    return Float.intBitsToFloat(sign | wide << 23 | mantissa << 13);
  }

  /** bfloat16, exactly: the upper half of a float32. */
  public static float fromBfloat16(short half) {
    return Float.intBitsToFloat(half << 16);
  }
}
