package io.github.langres.engine.generate;

import io.github.langres.engine.GraphRun;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Past and present apart, {@code [1, heads, tokens, size]} without a gap, as exported graphs have
 * them: each pass reads the one and writes the other, longer by the new tokens; then they change
 * places. The slower door: the graph copies the whole cache at each step, and every tensor is bound
 * anew.
 */
final class GrowingCache implements KvCache {
  private final List<CacheTensor> tensors;
  private final int contextLength;
  // The graphs with use_cache_branch want a past even where they ignore it.
  private final int leastPast;
  private ByteBuffer[] past = {};
  private ByteBuffer[] present = {};
  private int capacity;

  GrowingCache(DecoderLayout layout, int contextLength) {
    this.tensors = layout.caches();
    this.contextLength = contextLength;
    this.leastPast = layout.singleAfterPast() ? 1 : 0;
  }

  @Override
  public int slots() {
    return 1;
  }

  @Override
  public void reserve(int tokens) {
    if (tokens <= capacity) {
      return;
    }
    int newCapacity = KvCache.grown(capacity, tokens, contextLength);
    ByteBuffer[] newPast = new ByteBuffer[tensors.size()];
    ByteBuffer[] newPresent = new ByteBuffer[tensors.size()];
    for (int i = 0; i < newPast.length; i++) {
      long bytes = tensors.get(i).bytesPerToken() * newCapacity;
      newPast[i] = KvCache.allocate(bytes, newCapacity);
      newPresent[i] = KvCache.allocate(bytes, newCapacity);
    }
    for (int i = 0; i < past.length; i++) {
      newPast[i].put(0, past[i].clear(), 0, past[i].capacity());
    }
    past = newPast;
    present = newPresent;
    capacity = newCapacity;
  }

  @Override
  public void bind(GraphRun run, Pass pass) {
    int before = Math.max(pass.past(0), leastPast);
    for (int i = 0; i < past.length; i++) {
      CacheTensor tensor = tensors.get(i);
      bind(run, tensor, past[i], before, true);
      bind(run, tensor, present[i], pass.total(), false);
    }
  }

  private static void bind(
      GraphRun run, CacheTensor tensor, ByteBuffer data, int tokens, boolean input) {
    data.clear().limit((int) tensor.bytesPerToken() * tokens);
    long[] shape = {1, tensor.heads(), tokens, tensor.size()};
    if (input) {
      run.bindInput(tensor.past(), data, shape);
    } else {
      run.bindOutput(tensor.present(), data, shape);
    }
  }

  @Override
  public void commit(Pass pass) {
    ByteBuffer[] other = past;
    past = present;
    present = other;
  }

  /** The heads move together. */
  @Override
  public void rewind(int from, int to) {
    for (int i = 0; i < past.length && to < from; i++) {
      CacheTensor tensor = tensors.get(i);
      past[i].clear();
      for (int head = 1; head < tensor.heads(); head++) {
        int row = tensor.rowBytes();
        past[i].put(head * to * row, past[i], head * from * row, to * row);
      }
    }
  }

  @Override
  public void move(int from, int to, int tokens) {
    throw new IllegalStateException("a growing cache has one slot; no other to move to");
  }

  @Override
  public long bytes() {
    long bytes = 0;
    for (int i = 0; i < past.length; i++) {
      bytes += past[i].capacity() + (long) present[i].capacity();
    }
    return bytes;
  }
}
