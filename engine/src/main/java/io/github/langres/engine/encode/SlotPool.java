package io.github.langres.engine.encode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** Keeps idle slots for the next batch; makes one when all are in use. Thread-safe. */
final class SlotPool {
  private final Supplier<EncodeSlot> maker;
  private final int maxIdle;
  // The last one given back is taken first: its memory is still in the processor's cache.
  private final Deque<EncodeSlot> idle = new ArrayDeque<>();
  private boolean closed;

  SlotPool(Supplier<EncodeSlot> maker, int workers) {
    this.maker = maker;
    this.maxIdle = Math.max(workers, Runtime.getRuntime().availableProcessors());
  }

  EncodeSlot take() {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the encode loop is closed");
      }
      EncodeSlot slot = idle.pollFirst();
      if (slot != null) {
        return slot;
      }
    }
    return maker.get();
  }

  void give(EncodeSlot slot) {
    synchronized (this) {
      if (!closed && idle.size() < maxIdle) {
        idle.addFirst(slot);
        return;
      }
    }
    slot.close();
  }

  void close() {
    List<EncodeSlot> rest;
    synchronized (this) {
      closed = true;
      rest = new ArrayList<>(idle);
      idle.clear();
    }
    rest.forEach(EncodeSlot::close);
  }
}
