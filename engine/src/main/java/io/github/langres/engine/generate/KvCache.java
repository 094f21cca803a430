package io.github.langres.engine.generate;

import io.github.langres.engine.EngineException;
import io.github.langres.engine.GraphRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The keys and values of the tokens that were run, outside the Java heap. One owner. */
sealed interface KvCache permits SharedCache, GrowingCache {

  /** How many rows it holds. */
  int slots();

  /**
   * Makes room for that many tokens a slot, keeping what it holds; the room never shrinks.
   *
   * @throws EngineException.Run when there is no memory for it
   */
  void reserve(int tokens);

  /** Before a pass: past and present are bound. Costs nothing when nothing changed. */
  void bind(GraphRun run, Pass pass);

  /** After a pass that succeeded. */
  void commit(Pass pass);

  /** Keeps the first tokens of the first slot only. */
  void rewind(int from, int to);

  /** Copies a slot's tokens over another slot. */
  void move(int from, int to, int tokens);

  /** The memory that it takes now. */
  long bytes();

  /** A capacity that is worth growing to: doubled, in steps of 64, within the limits. */
  static int grown(int capacity, int needed, int most) {
    long wanted = Math.max((needed + 63L) / 64 * 64, capacity * 2L);
    return (int) Math.max(needed, Math.min(wanted, most));
  }

  static ByteBuffer allocate(long bytes, int tokens) {
    if (bytes > Integer.MAX_VALUE) {
      throw new EngineException.Run(
          "a KV cache of "
              + tokens
              + " tokens takes "
              + bytes
              + " bytes a layer; one buffer holds "
              + Integer.MAX_VALUE
              + ". Lower DecodeOptions.contextLength, or decode fewer rows together");
    }
    try {
      return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
    } catch (OutOfMemoryError e) {
      throw new EngineException.Run(
          "no memory for a KV cache of "
              + tokens
              + " tokens ("
              + bytes
              + " bytes a layer and side): raise -XX:MaxDirectMemorySize, which is the heap's"
              + " maximum unless set, or lower DecodeOptions.contextLength",
          e);
    }
  }
}
