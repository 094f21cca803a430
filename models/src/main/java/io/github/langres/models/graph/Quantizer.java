package io.github.langres.models.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;

/** Rounds a linear layer's weight to int8, symmetric, one scale an output channel. */
final class Quantizer {
  private static final int MAX = 127;

  /** Output channels per task: their results share cache lines of the transposed target. */
  private static final int BLOCK = 64;

  private Quantizer() {}

  /**
   * @param data int8 {@code [in, out]}
   * @param scales float32 {@code [out]}
   */
  record Quantized(ByteBuffer data, ByteBuffer scales) {}

  /** Quantizes {@code [out, in]} and transposes it on the way. */
  static Quantized perChannel(Parameter weight) {
    int out = Math.toIntExact(weight.size(0));
    int in = Math.toIntExact(weight.size(1));
    FloatBuffer source = weight.float32().get().asFloatBuffer();
    ByteBuffer data = direct(Math.multiplyExact(out, in));
    ByteBuffer scales = direct(out * Float.BYTES);
    IntStream.range(0, (out + BLOCK - 1) / BLOCK)
        .parallel()
        .forEach(
            block -> {
              float[] row = new float[in];
              int end = Math.min(out, (block + 1) * BLOCK);
              for (int channel = block * BLOCK; channel < end; channel++) {
                source.get(channel * in, row);
                float scale = largest(row) / MAX;
                scales.putFloat(channel * Float.BYTES, scale == 0 ? 1 : scale);
                for (int i = 0; i < in; i++) {
                  int rounded = scale == 0 ? 0 : (int) Math.rint(row[i] / scale);
                  data.put(i * out + channel, (byte) rounded);
                }
              }
            });
    return new Quantized(data, scales);
  }

  private static float largest(float[] row) {
    float largest = 0;
    for (float x : row) {
      largest = Math.max(largest, Math.abs(x));
    }
    return largest;
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
