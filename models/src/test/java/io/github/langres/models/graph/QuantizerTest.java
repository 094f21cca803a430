package io.github.langres.models.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantizerTest {

  private static Parameter weight(int out, int in, float[] values) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    data.asFloatBuffer().put(values);
    return new Parameter("w", new long[] {out, in}, () -> data);
  }

  @Test
  void perChannel_anyWeight_isWithinHalfAStepAndTransposed() {
    int out = 131; // no multiple of the block
    int in = 37;
    float[] values = new float[out * in];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * (1 + i / in);
    }
    Quantizer.Quantized quantized = Quantizer.perChannel(weight(out, in, values));

    for (int channel = 0; channel < out; channel++) {
      float scale = quantized.scales().getFloat(channel * Float.BYTES);
      for (int i = 0; i < in; i++) {
        float restored = quantized.data().get(i * out + channel) * scale;
        assertThat(Math.abs(restored - values[channel * in + i]))
            .isLessThanOrEqualTo(scale * .501f);
      }
    }
  }

  @Test
  void perChannel_largestValue_is127() {
    Quantizer.Quantized quantized = Quantizer.perChannel(weight(2, 2, new float[] {1, -4, 0, 0}));

    assertThat(quantized.data().get(0)).isEqualTo((byte) 32);
    assertThat(quantized.data().get(2)).isEqualTo((byte) -127);
    assertThat(quantized.scales().getFloat(0)).isEqualTo(4f / 127);
  }

  @Test
  void perChannel_zeroChannel_staysZero() {
    Quantizer.Quantized quantized = Quantizer.perChannel(weight(1, 3, new float[3]));

    assertThat(quantized.scales().getFloat(0)).isEqualTo(1);
    assertThat(quantized.data().get(1)).isZero();
  }
}
