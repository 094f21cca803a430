package io.github.langres.engine.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * One direct buffer in native byte order that grows by half when it must, and is the same object as
 * long as it fits. A request above the retained maximum gets memory of its own, which is dropped at
 * the next smaller request, so that one huge batch does not occupy the process for ever. Not
 * thread-safe.
 */
public final class DirectScratch {
  private static final int MIN_BYTES = 1 << 10;
  private static final ByteBuffer EMPTY = allocate(0);

  private final int maxRetainedBytes;
  private ByteBuffer bytes = EMPTY;
  // Views over the whole buffer, remade when it is.
  private LongBuffer longs = EMPTY.asLongBuffer();
  private IntBuffer ints = EMPTY.asIntBuffer();
  private ShortBuffer shorts = EMPTY.asShortBuffer();
  private FloatBuffer floats = EMPTY.asFloatBuffer();

  /**
   * Takes no memory yet.
   *
   * @param maxRetainedBytes the largest buffer to keep
   */
  public DirectScratch(int maxRetainedBytes) {
    if (maxRetainedBytes < MIN_BYTES) {
      throw new IllegalArgumentException(
          "maxRetainedBytes must be at least " + MIN_BYTES + ", got " + maxRetainedBytes);
    }
    this.maxRetainedBytes = maxRetainedBytes;
  }

  /**
   * The buffer, from position 0 to this limit. Its old content may be lost. Valid until the next
   * call.
   *
   * @throws IllegalArgumentException when the size is negative or above 2 GiB - 1
   */
  public ByteBuffer require(long size) {
    if (size < 0 || size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          size + " bytes do not fit into one buffer of at most " + Integer.MAX_VALUE);
    }
    if (bytes.capacity() > maxRetainedBytes && size <= maxRetainedBytes) {
      replace(EMPTY);
    }
    if (size > bytes.capacity()) {
      long grown = Math.min(bytes.capacity() * 3L / 2, maxRetainedBytes);
      replace(allocate((int) Math.max(size, Math.max(grown, MIN_BYTES))));
    }
    return bytes.limit((int) size);
  }

  private void replace(ByteBuffer other) {
    bytes = other;
    longs = bytes.asLongBuffer();
    ints = bytes.asIntBuffer();
    shorts = bytes.asShortBuffer();
    floats = bytes.asFloatBuffer();
  }

  /** The whole buffer as longs; valid until the next {@link #require}. */
  public LongBuffer longs() {
    return longs;
  }

  /** The whole buffer as ints; valid until the next {@link #require}. */
  public IntBuffer ints() {
    return ints;
  }

  /** The whole buffer as shorts, for raw half floats; valid until the next {@link #require}. */
  public ShortBuffer shorts() {
    return shorts;
  }

  /** The whole buffer as floats; valid until the next {@link #require}. */
  public FloatBuffer floats() {
    return floats;
  }

  /** The bytes held now. */
  public int capacityBytes() {
    return bytes.capacity();
  }

  private static ByteBuffer allocate(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
  }
}
