package io.github.langres.models.family;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphOptions;
import io.github.langres.engine.GraphRun;
import io.github.langres.engine.GraphSource;
import io.github.langres.engine.onnx.OnnxGraphs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs a decoder's graph over one cache that is past and present at once. */
final class DecoderRuns implements AutoCloseable {
  private static final int CAPACITY = 96;
  private static final int ROWS = 2;
  private final Graph graph;
  private final GraphRun run;
  private final DecoderFacts facts;
  private final List<ByteBuffer> slabs = new ArrayList<>();
  private final List<List<ByteBuffer>> rows = List.of(new ArrayList<>(), new ArrayList<>());
  private final int elementBytes;

  DecoderRuns(GraphSource source, DecoderFacts facts) {
    this.graph = OnnxGraphs.open(source, GraphOptions.defaults().withThreads(1));
    this.run = graph.newRun();
    this.facts = facts;
    this.elementBytes =
        switch (graph.signature().input("past_key_values.0.key").orElseThrow().type()) {
          case FLOAT32 -> Float.BYTES;
          case INT8 -> 1;
          default -> throw new AssertionError("a cache of another type");
        };
    for (int i = 0; i < 2 * facts.layers(); i++) {
      ByteBuffer slab = direct(ROWS * rowBytes());
      slabs.add(slab);
      for (int row = 0; row < ROWS; row++) {
        rows.get(row).add(slab.slice(row * rowBytes(), rowBytes()).order(ByteOrder.nativeOrder()));
      }
    }
  }

  Graph graph() {
    return graph;
  }

  private int rowBytes() {
    return facts.keyValueHeads() * CAPACITY * facts.headSize() * elementBytes;
  }

  /** The cache starts with garbage, which no token may ever see. */
  void scramble() {
    for (ByteBuffer slab : slabs) {
      for (int i = 0; i < slab.capacity() / elementBytes; i++) {
        if (elementBytes == 1) {
          slab.put(i, (byte) (i * 31));
        } else {
          slab.putFloat(i * Float.BYTES, 100 + i % 7);
        }
      }
    }
  }

  /** Runs the ids after {@code past} tokens; the logits that come out. */
  float[] run(int past, int... ids) {
    return run(rows.get(0), new int[] {past}, ids);
  }

  /** As {@link #run}, in that row of the cache. */
  float[] runRow(int row, int past, int... ids) {
    return run(rows.get(row), new int[] {past}, ids);
  }

  /** One token a row, after pasts of different lengths; the logits of both. */
  float[] step(int[] pasts, int... ids) {
    return run(slabs, pasts, ids);
  }

  private float[] run(List<ByteBuffer> cache, int[] pasts, int[] ids) {
    int sequence = ids.length / pasts.length;
    ByteBuffer tokens = direct(ids.length * Long.BYTES);
    Arrays.stream(ids).forEach(id -> tokens.putLong(id));
    ByteBuffer lengths = direct(pasts.length * Integer.BYTES);
    Arrays.stream(pasts).forEach(past -> lengths.putInt(past + sequence - 1));
    int longest = Arrays.stream(pasts).max().orElseThrow() + sequence;
    run.bindInput("input_ids", tokens.flip(), pasts.length, sequence);
    run.bindInput("seqlens_k", lengths.flip(), pasts.length);
    run.bindInput("total_sequence_length", direct(Integer.BYTES).putInt(0, longest));
    long[] shape = {pasts.length, facts.keyValueHeads(), CAPACITY, facts.headSize()};
    for (int i = 0; i < cache.size(); i++) {
      String name = i / 2 + (i % 2 == 0 ? ".key" : ".value");
      run.bindInput("past_key_values." + name, cache.get(i), shape);
      run.bindOutput("present." + name, cache.get(i), shape);
    }
    run.run(Cancellation.NONE);
    ByteBuffer output = run.output("logits");
    float[] logits = new float[output.remaining() / Float.BYTES];
    output.asFloatBuffer().get(logits);
    return logits;
  }

  /** Forgets what one head of the first layer knows of one token. */
  void zeroSlot(int head, int slot) {
    for (ByteBuffer slab : slabs.subList(0, 2)) {
      int from = (head * CAPACITY + slot) * facts.headSize() * elementBytes;
      for (int i = 0; i < facts.headSize() * elementBytes; i++) {
        slab.put(from + i, (byte) 0);
      }
    }
  }

  /** What an int8 cache would count with, to hold what this float32 cache holds. */
  List<DecoderOptions.CacheScale> cacheScales() {
    List<DecoderOptions.CacheScale> scales = new ArrayList<>();
    for (int i = 0; i < slabs.size(); i += 2) {
      scales.add(
          new DecoderOptions.CacheScale(
              largest(slabs.get(i)) / 127, largest(slabs.get(i + 1)) / 127));
    }
    return scales;
  }

  private static float largest(ByteBuffer slab) {
    float largest = 0;
    for (int i = 0; i < slab.capacity(); i += Float.BYTES) {
      largest = Math.max(largest, Math.abs(slab.getFloat(i)));
    }
    return largest;
  }

  static int argmax(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() {
    run.close();
    graph.close();
  }
}
