package io.github.langres.models.graph;

/**
 * Weights rounded in blocks along the inputs, one float32 scale a block, symmetric.
 *
 * @param bits of a weight: 4 or 8
 * @param size weights a block: a power of two from 16 to 256
 */
public record BlockFormat(int bits, int size) {
  public BlockFormat {
    if (bits != 4 && bits != 8) {
      throw new IllegalArgumentException("a quantized weight has 4 or 8 bits, got " + bits);
    }
    if (size < 16 || size > 256 || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("a block has 16, 32, 64, 128 or 256 weights, got " + size);
    }
  }

  /** What stands for zero: codes are unsigned. */
  int zero() {
    return 1 << (bits - 1);
  }

  /** The bytes of a block without its scale. */
  int bytes() {
    return size * bits / Byte.SIZE;
  }

  /** The blocks of a row; the last may be filled up with zeros. */
  int blocks(int columns) {
    return (columns + size - 1) / size;
  }

  /** The bytes of a weight {@code [rows, columns]}, scales included. */
  public long bytes(long rows, int columns) {
    return rows * blocks(columns) * (bytes() + Float.BYTES);
  }
}
