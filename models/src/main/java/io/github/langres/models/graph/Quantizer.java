package io.github.langres.models.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;

/** Rounds a linear layer's weight to int8, symmetric, one scale an output channel. */
final class Quantizer {
  private static final int MAX = 127;

  /** Output channels a task, so that it writes whole cache lines of the transposed target. */
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
              int from = block * BLOCK;
              int channels = Math.min(BLOCK, out - from);
              byte[] tile = new byte[in * channels];
              float[] row = new float[in];
              for (int channel = 0; channel < channels; channel++) {
                source.get((from + channel) * in, row);
                float scale = round(row, tile, channel, channels);
                scales.putFloat((from + channel) * Float.BYTES, scale);
              }
              for (int i = 0; i < in; i++) {
                data.put(i * out + from, tile, i * channels, channels);
              }
            });
    return new Quantized(data, scales);
  }

  /** Rounds one output channel into a column of the tile; returns its scale. */
  private static float round(float[] row, byte[] tile, int column, int columns) {
    float largest = largest(row);
    float scale = largest == 0 ? 1 : largest / MAX;
    float perScale = 1 / scale;
    for (int i = 0; i < row.length; i++) {
      // Cutting a positive number rounds it, once a half is added: several times Math.round's
      // speed.
      tile[i * columns + column] = (byte) ((int) (row[i] * perScale + 128.5f) - 128);
    }
    return scale;
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
