package io.github.langres.models.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Rounds a linear layer's weight in blocks, row by row on all processors, into direct memory.
 *
 * <p>8 bits: the largest magnitude of a block becomes ±127. 4 bits: the element of the largest
 * magnitude becomes -8, as llama.cpp's Q4_0 does, which uses all sixteen codes; the scale is then
 * the one of least squared error for the codes that came out.
 */
final class BlockQuantizer {
  private static final int ROWS_PER_TASK = 32;

  private BlockQuantizer() {}

  /**
   * @param data uint8 {@code [rows, blocks, bytes of a block]}; of two 4-bit codes in a byte the
   *     low one is first
   * @param scales float32 {@code [rows, blocks]}
   */
  record Blocks(ByteBuffer data, ByteBuffer scales, int count) {}

  static Blocks quantize(Matrix matrix, BlockFormat format) {
    int blocks = format.blocks(matrix.columns());
    int rowBytes = blocks * format.bytes();
    ByteBuffer data = direct(Math.multiplyExact(matrix.rows(), rowBytes));
    ByteBuffer scales =
        direct(Math.multiplyExact(matrix.rows(), Math.multiplyExact(blocks, Float.BYTES)));
    Matrix.Rows source = matrix.source().get();
    IntStream.range(0, (matrix.rows() + ROWS_PER_TASK - 1) / ROWS_PER_TASK)
        .parallel()
        .forEach(
            task -> {
              float[] row = new float[matrix.columns()];
              float[] block = new float[format.size()];
              byte[] codes = new byte[rowBytes];
              int end = Math.min(matrix.rows(), (task + 1) * ROWS_PER_TASK);
              for (int r = task * ROWS_PER_TASK; r < end; r++) {
                source.read(r, row);
                for (int b = 0; b < blocks; b++) {
                  int from = b * format.size();
                  int count = Math.min(format.size(), row.length - from);
                  System.arraycopy(row, from, block, 0, count);
                  Arrays.fill(block, count, block.length, 0);
                  float scale =
                      format.bits() == 8
                          ? eightBits(block, codes, b * format.bytes())
                          : fourBits(block, codes, b * format.bytes());
                  scales.putFloat((r * blocks + b) * Float.BYTES, scale);
                }
                data.put(r * rowBytes, codes);
              }
            });
    return new Blocks(data, scales, blocks);
  }

  private static float eightBits(float[] block, byte[] codes, int at) {
    float scale = Math.abs(extreme(block)) / 127;
    float perScale = scale == 0 ? 0 : 1 / scale;
    for (int i = 0; i < block.length; i++) {
      codes[at + i] = (byte) (int) (block[i] * perScale + 128.5f);
    }
    return scale;
  }

  private static float fourBits(float[] block, byte[] codes, int at) {
    float scale = extreme(block) / -8;
    float perScale = scale == 0 ? 0 : 1 / scale;
    float products = 0;
    float squares = 0;
    for (int i = 0; i < block.length; i += 2) {
      int low = Math.min(15, (int) (block[i] * perScale + 8.5f));
      int high = Math.min(15, (int) (block[i + 1] * perScale + 8.5f));
      codes[at + i / 2] = (byte) (low | high << 4);
      products += block[i] * (low - 8) + block[i + 1] * (high - 8);
      squares += (low - 8) * (low - 8) + (high - 8) * (high - 8);
    }
    return squares == 0 ? 0 : products / squares;
  }

  /** The element of the largest magnitude, with its sign. */
  private static float extreme(float[] block) {
    float extreme = 0;
    for (float x : block) {
      if (Math.abs(x) > Math.abs(extreme)) {
        extreme = x;
      }
    }
    return extreme;
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
