package io.github.langres.engine.encode;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.ElementType;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphRun;
import io.github.langres.engine.GraphSignature;
import io.github.langres.engine.Shapes;
import io.github.langres.engine.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * An encoder without a runtime. Outputs: {@code hidden [B, S, 4]} holds a token's id, mask, type
 * and position (-1 where the graph takes no such input); {@code pooled [B, 2]} the sum of the ids
 * under the mask and the mask's sum; any other name the same as hidden.
 */
final class FakeGraph implements Graph {
  private final GraphSignature signature;
  final Queue<Batch> batches = new ConcurrentLinkedQueue<>();
  final AtomicInteger openRuns = new AtomicInteger();
  final AtomicInteger madeRuns = new AtomicInteger();
  final AtomicInteger pinned = new AtomicInteger();
  volatile Consumer<Cancellation> beforeRun = cancellation -> {};

  /** What one run saw. */
  record Batch(long[] shape, Map<String, long[]> inputs, Thread thread) {}

  FakeGraph(GraphSignature signature) {
    this.signature = signature;
  }

  /** All four inputs of that type; hidden and pooled as float32. */
  static FakeGraph of(ElementType inputType) {
    return of(inputType, List.of("input_ids", "attention_mask", "token_type_ids", "position_ids"));
  }

  static FakeGraph of(ElementType inputType, List<String> inputs) {
    return new FakeGraph(
        new GraphSignature(
            inputs.stream().map(name -> input(name, inputType)).toList(),
            List.of(
                output("hidden", ElementType.FLOAT32, "batch", "sequence", "4"),
                output("pooled", ElementType.FLOAT32, "batch", "2"))));
  }

  static FakeGraph withOutputs(TensorSpec... outputs) {
    return new FakeGraph(
        new GraphSignature(List.of(input("input_ids", ElementType.INT64)), List.of(outputs)));
  }

  static TensorSpec input(String name, ElementType type) {
    return new TensorSpec(name, type, List.of("batch", "sequence"));
  }

  static TensorSpec output(String name, ElementType type, String... dimensions) {
    return new TensorSpec(name, type, List.of(dimensions));
  }

  @Override
  public GraphSignature signature() {
    return signature;
  }

  @Override
  public GraphRun newRun() {
    openRuns.incrementAndGet();
    madeRuns.incrementAndGet();
    return new Run();
  }

  @Override
  public void close() {}

  private record Bound(ByteBuffer data, long[] shape) {}

  private final class Run implements GraphRun {
    private final Map<String, Bound> inputs = new HashMap<>();
    private final Map<String, Bound> pins = new HashMap<>();
    private final Map<String, Bound> outputs = new HashMap<>();
    private boolean closed;

    @Override
    public void bindInput(String name, ByteBuffer data, long... shape) {
      inputs.put(name, bound(signature.input(name).orElseThrow(), data, shape));
    }

    @Override
    public void bindOutput(String name, ByteBuffer data, long... shape) {
      pinned.incrementAndGet();
      pins.put(name, bound(signature.output(name).orElseThrow(), data, shape));
    }

    private static Bound bound(TensorSpec spec, ByteBuffer data, long[] shape) {
      if (!data.isDirect()
          || data.order() != ByteOrder.nativeOrder()
          || data.remaining() != Shapes.bytes(spec.type(), shape)) {
        throw new EngineException.Run("bad binding of " + spec + ": " + data);
      }
      return new Bound(data.duplicate().order(ByteOrder.nativeOrder()), shape.clone());
    }

    @Override
    public void run(Cancellation cancellation) {
      if (closed) {
        throw new IllegalStateException("closed");
      }
      beforeRun.accept(cancellation);
      if (cancellation.isRequested()) {
        throw new EngineException.Cancelled("cancelled");
      }
      long[] shape = inputs.get("input_ids").shape();
      Map<String, long[]> seen = new HashMap<>();
      signature.inputs().forEach(spec -> seen.put(spec.name(), read(spec)));
      batches.add(new Batch(shape, seen, Thread.currentThread()));
      signature.outputs().forEach(spec -> write(spec, shape, seen));
    }

    private long[] read(TensorSpec spec) {
      ByteBuffer data = inputs.get(spec.name()).data();
      long[] values = new long[data.remaining() / spec.type().bytes()];
      for (int i = 0; i < values.length; i++) {
        values[i] = spec.type() == ElementType.INT64 ? data.getLong(i * 8) : data.getInt(i * 4);
      }
      return values;
    }

    private void write(TensorSpec spec, long[] batch, Map<String, long[]> seen) {
      boolean pooled = spec.name().equals("pooled");
      long[] shape = pooled ? new long[] {batch[0], 2} : new long[] {batch[0], batch[1], 4};
      Bound pin = pins.get(spec.name());
      ByteBuffer data =
          pin != null
              ? pin.data()
              : ByteBuffer.allocate((int) Shapes.bytes(spec.type(), shape))
                  .order(ByteOrder.nativeOrder());
      outputs.put(spec.name(), new Bound(data, shape));
      int width = (int) batch[1];
      for (int i = 0; i < batch[0] * width; i++) {
        if (pooled && i % width == 0) {
          put(spec, data, i / width * 2, sum(seen, i, width, true));
          put(spec, data, i / width * 2 + 1, sum(seen, i, width, false));
        } else if (!pooled) {
          put(spec, data, i * 4, at(seen, "input_ids", i));
          put(spec, data, i * 4 + 1, at(seen, "attention_mask", i));
          put(spec, data, i * 4 + 2, at(seen, "token_type_ids", i));
          put(spec, data, i * 4 + 3, at(seen, "position_ids", i));
        }
      }
    }

    private static long sum(Map<String, long[]> seen, int start, int width, boolean ids) {
      long sum = 0;
      for (int i = start; i < start + width; i++) {
        sum += at(seen, "attention_mask", i) * (ids ? at(seen, "input_ids", i) : 1);
      }
      return sum;
    }

    private static long at(Map<String, long[]> seen, String name, int index) {
      return seen.containsKey(name) ? seen.get(name)[index] : -1;
    }

    /** A bfloat16 is the upper half of a float. */
    private static void put(TensorSpec spec, ByteBuffer data, int index, long value) {
      switch (spec.type()) {
        case FLOAT32 -> data.putFloat(index * 4, (float) value);
        case BFLOAT16 ->
            data.putShort(index * 2, (short) (Float.floatToIntBits((float) value) >>> 16));
        default -> data.putLong(index * 8, value);
      }
    }

    @Override
    public ByteBuffer output(String name) {
      return outputs.get(name).data();
    }

    @Override
    public long[] outputShape(String name) {
      return outputs.get(name).shape();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        openRuns.decrementAndGet();
      }
    }
  }
}
