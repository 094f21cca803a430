package io.github.langres.models.generator;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.ElementType;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphRun;
import io.github.langres.engine.Shapes;
import io.github.langres.engine.TensorSpec;
import io.github.langres.engine.memory.HalfFloats;
import io.github.langres.models.ForwardPass.FloatTensor;
import io.github.langres.models.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * One pass over a text that keeps the logits of every position. A graph that scores its last
 * position only runs token by token. For comparisons, not for speed: it makes its buffers anew.
 */
final class AllLogits implements AutoCloseable {
  private static final String LOGITS = "logits";
  private static final String PAST = "past_key_values.";
  private static final String BRANCH = "use_cache_branch";

  private final Graph graph;
  private final GraphRun run;
  private final List<TensorSpec> caches;
  private final boolean shared;
  private final int capacity;

  AllLogits(Graph graph, int capacity) {
    this.graph = graph;
    this.run = graph.newRun();
    this.capacity = capacity;
    this.caches =
        graph.signature().inputs().stream().filter(in -> in.name().startsWith(PAST)).toList();
    this.shared = graph.signature().input("seqlens_k").isPresent();
  }

  FloatTensor of(int[] ids) {
    TensorSpec logits = logits();
    bindCaches();
    int step = logits.dimensions().get(1).equals("1") ? 1 : ids.length;
    float[] data = {};
    for (int from = 0; from < ids.length; from += step) {
      bind(ids, from, from + step);
      run.run(Cancellation.NONE);
      ByteBuffer scores = run.output(LOGITS).order(ByteOrder.nativeOrder());
      int size = scores.remaining() / logits.type().bytes();
      data = from == 0 ? new float[size * (ids.length / step)] : data;
      copy(scores, logits.type(), data, from / step * size, size);
    }
    return new FloatTensor(new long[] {ids.length, data.length / ids.length}, data);
  }

  private TensorSpec logits() {
    return graph
        .signature()
        .output(LOGITS)
        .filter(spec -> spec.rank() == 3)
        .orElseThrow(
            () ->
                new ModelException.Unsupported(
                    "the graph gives no logits [batch, sequence, vocabulary]; it gives "
                        + graph.signature().outputs()));
  }

  private static void copy(ByteBuffer from, ElementType type, float[] to, int at, int size) {
    if (type == ElementType.FLOAT32) {
      from.asFloatBuffer().get(to, at, size);
      return;
    }
    ShortBuffer halves = from.asShortBuffer();
    for (int i = 0; i < size; i++) {
      to[at + i] =
          type == ElementType.BFLOAT16
              ? HalfFloats.fromBfloat16(halves.get(i))
              : HalfFloats.fromFloat16(halves.get(i));
    }
  }

  /** One buffer as past and present; in graphs that make their own presents, no past. */
  private void bindCaches() {
    for (TensorSpec cache : caches) {
      long heads = size(cache, 1);
      long channels = size(cache, 3);
      // The branch without a past wants one all the same.
      long tokens = shared ? capacity : graph.signature().input(BRANCH).isPresent() ? 1 : 0;
      long[] shape = {1, heads, tokens, channels};
      ByteBuffer memory = direct(heads * tokens * channels * cache.type().bytes());
      run.bindInput(cache.name(), memory, shape);
      if (shared) {
        run.bindOutput("present." + cache.name().substring(PAST.length()), memory, shape);
      }
    }
  }

  private void bind(int[] ids, int from, int to) {
    int tokens = to - from;
    bindIfThere("input_ids", i -> ids[from + i], 1, tokens);
    bindIfThere("position_ids", i -> from + i, 1, tokens);
    bindIfThere("attention_mask", i -> 1, 1, to);
    bindIfThere("seqlens_k", i -> to - 1, 1);
    bindIfThere("total_sequence_length", i -> to);
    bindIfThere(BRANCH, i -> 0, 1);
  }

  private void bindIfThere(String name, IntUnaryOperator values, long... shape) {
    Optional<TensorSpec> input = graph.signature().input(name);
    if (input.isPresent()) {
      ElementType type = input.get().type();
      int size = (int) Shapes.elements(shape);
      ByteBuffer data = direct((long) size * type.bytes());
      for (int i = 0; i < size; i++) {
        switch (type) {
          case INT64 -> data.putLong(values.applyAsInt(i));
          case INT32 -> data.putInt(values.applyAsInt(i));
          default -> data.put((byte) values.applyAsInt(i));
        }
      }
      run.bindInput(name, data.flip(), shape);
    }
  }

  private static long size(TensorSpec cache, int axis) {
    String dimension = cache.rank() == 4 ? cache.dimensions().get(axis) : "";
    if (!dimension.matches("\\d{1,9}")) {
      throw new ModelException.Unsupported(
          "the graph's input "
              + cache
              + " does not say its heads and their size; expected [batch, heads, tokens, size]");
    }
    return Long.parseLong(dimension);
  }

  private static ByteBuffer direct(long bytes) {
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() {
    run.close();
  }
}
