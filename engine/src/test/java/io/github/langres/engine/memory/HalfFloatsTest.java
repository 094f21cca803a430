package io.github.langres.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalfFloatsTest {

  @Test
  void fromFloat16_everyBitPattern_isTheFormulaOfTheStandard() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      int exponent = bits >> 10 & 31;
      int mantissa = bits & 1023;
      double magnitude =
          exponent == 31
              ? mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN
              : exponent == 0
                  ? mantissa * Math.pow(2, -24)
                  : (1 + mantissa / 1024.0) * Math.pow(2, exponent - 15);
      // Boxed, so that NaN equals NaN and -0 differs from 0.
      Float expected = (float) (bits >> 15 == 0 ? magnitude : -magnitude);
      assertThat(Float.valueOf(HalfFloats.fromFloat16((short) bits))).isEqualTo(expected);
    }
  }

  @Test
  void fromBfloat16_everyBitPattern_isTheUpperHalf() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = HalfFloats.fromBfloat16((short) bits);
      assertThat(Float.floatToRawIntBits(value) >>> 16 | (Float.isNaN(value) ? 0x40 : 0))
          .isEqualTo(bits | (Float.isNaN(value) ? 0x40 : 0));
    }
  }
}
