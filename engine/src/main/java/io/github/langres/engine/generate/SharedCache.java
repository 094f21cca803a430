package io.github.langres.engine.generate;

import io.github.langres.engine.GraphRun;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One slab {@code [slots, heads, capacity, size]} a tensor, past and present at once: the graph
 * writes the new tokens behind the old ones, and nothing is ever copied. A slot is a slice of each
 * slab, and so are slots side by side.
 */
final class SharedCache implements KvCache {
  private final List<CacheTensor> tensors;
  private final int slots;
  private final int contextLength;
  private ByteBuffer[] slabs = {};
  private int capacity;
  private int boundSlot = -1;
  private int boundRows;

  SharedCache(DecoderLayout layout, int slots, int contextLength) {
    this.tensors = layout.caches();
    this.slots = slots;
    this.contextLength = contextLength;
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public void reserve(int tokens) {
    if (tokens <= capacity) {
      return;
    }
    int newCapacity = KvCache.grown(capacity, tokens, Math.min(contextLength, largestSlab()));
    // All at once, so that a failure leaves the old ones in use.
    ByteBuffer[] grown = new ByteBuffer[tensors.size()];
    for (int i = 0; i < grown.length; i++) {
      grown[i] =
          KvCache.allocate(tensors.get(i).bytesPerToken() * newCapacity * slots, newCapacity);
    }
    for (int i = 0; i < slabs.length; i++) {
      copy(slabs[i], grown[i], tensors.get(i), newCapacity);
    }
    slabs = grown;
    capacity = newCapacity;
    boundSlot = -1;
  }

  private int largestSlab() {
    long most = Integer.MAX_VALUE;
    for (CacheTensor tensor : tensors) {
      most = Math.min(most, Integer.MAX_VALUE / (tensor.bytesPerToken() * slots));
    }
    return (int) most;
  }

  private void copy(ByteBuffer from, ByteBuffer to, CacheTensor tensor, int newCapacity) {
    int head = capacity * tensor.rowBytes();
    int newHead = newCapacity * tensor.rowBytes();
    for (int i = 0; i < slots * tensor.heads(); i++) {
      put(to, i * newHead, from, i * head, head);
    }
  }

  @Override
  public void bind(GraphRun run, Pass pass) {
    if (pass.firstSlot() == boundSlot && pass.rows() == boundRows) {
      return;
    }
    for (int i = 0; i < slabs.length; i++) {
      CacheTensor tensor = tensors.get(i);
      int slot = slotBytes(tensor);
      int start = pass.firstSlot() * slot;
      ByteBuffer slab = slabs[i].clear().position(start).limit(start + pass.rows() * slot);
      long[] shape = {pass.rows(), tensor.heads(), capacity, tensor.size()};
      run.bindInput(tensor.past(), slab, shape);
      run.bindOutput(tensor.present(), slab, shape);
    }
    boundSlot = pass.firstSlot();
    boundRows = pass.rows();
  }

  @Override
  public void commit(Pass pass) {
    // The graph wrote in place.
  }

  @Override
  public void rewind(int from, int to) {
    // What lies behind a row's length is never read.
  }

  @Override
  public void move(int from, int to, int tokens) {
    for (int i = 0; i < slabs.length; i++) {
      CacheTensor tensor = tensors.get(i);
      int head = capacity * tensor.rowBytes();
      for (int h = 0; h < tensor.heads(); h++) {
        int source = from * slotBytes(tensor) + h * head;
        int target = to * slotBytes(tensor) + h * head;
        put(slabs[i], target, slabs[i], source, tokens * tensor.rowBytes());
      }
    }
  }

  /** The absolute put heeds limits, which binding moves. */
  private static void put(ByteBuffer to, int target, ByteBuffer from, int source, int length) {
    to.clear();
    from.clear();
    to.put(target, from, source, length);
  }

  private int slotBytes(CacheTensor tensor) {
    return (int) tensor.bytesPerToken() * capacity;
  }

  @Override
  public long bytes() {
    long bytes = 0;
    for (ByteBuffer slab : slabs) {
      bytes += slab.capacity();
    }
    return bytes;
  }
}
