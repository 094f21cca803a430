package io.github.langres.engine.generate;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A decoder whose logits are a hash of every number in its KV cache up to a row's length: a token
 * in the wrong slot, at the wrong position or missing gives other ids. {@link #greedy} is what it
 * must say, computed without a cache.
 */
final class FakeDecoder implements Graph {
  static final int VOCABULARY = 61;
  private static final int LAYERS = 2;
  private static final int HEADS = 3;
  private static final int SIZE = 2;

  /** What a test may turn. */
  record Form(
      boolean seqlens,
      boolean shared,
      boolean positions,
      boolean branch,
      boolean lastOnly,
      boolean declaresVocabulary,
      ElementType ids,
      ElementType cache,
      ElementType logits) {
    static final Form NATIVE =
        new Form(
            true,
            true,
            false,
            false,
            true,
            true,
            ElementType.INT64,
            ElementType.FLOAT32,
            ElementType.FLOAT32);
    static final Form OPTIMUM =
        new Form(
            false,
            false,
            true,
            false,
            false,
            true,
            ElementType.INT64,
            ElementType.FLOAT32,
            ElementType.FLOAT32);
    static final Form GENAI =
        new Form(
            false,
            true,
            false,
            false,
            false,
            true,
            ElementType.INT64,
            ElementType.FLOAT16,
            ElementType.FLOAT16);

    Form with(boolean newPositions, boolean newBranch, boolean newDeclares) {
      return new Form(
          seqlens, shared, newPositions, newBranch, lastOnly, newDeclares, ids, cache, logits);
    }

    Form with(ElementType newIds, ElementType newCache, ElementType newLogits) {
      return new Form(
          seqlens,
          shared,
          positions,
          branch,
          lastOnly,
          declaresVocabulary,
          newIds,
          newCache,
          newLogits);
    }

    @Override
    public String toString() {
      return (seqlens ? "native" : shared ? "genai" : "optimum")
          + (positions ? " positions" : "")
          + (branch ? " branch" : "")
          + (declaresVocabulary ? "" : " undeclared")
          + " "
          + ids
          + " "
          + cache
          + " "
          + logits;
    }
  }

  final AtomicInteger openRuns = new AtomicInteger();
  final AtomicInteger runs = new AtomicInteger();
  final AtomicInteger binds = new AtomicInteger();

  /** Rows and width of each run. */
  final List<String> shapes = java.util.Collections.synchronizedList(new ArrayList<>());

  Consumer<Cancellation> beforeRun = cancellation -> {};

  /** Sees each cache tensor after a run, to spoil it. */
  Consumer<ByteBuffer> afterRun = buffer -> {};

  private final Form form;
  private final GraphSignature signature;

  FakeDecoder(Form form) {
    this.form = form;
    this.signature = signature(form);
  }

  private static GraphSignature signature(Form form) {
    List<TensorSpec> inputs = new ArrayList<>();
    List<TensorSpec> outputs = new ArrayList<>();
    inputs.add(spec("input_ids", form.ids, "batch", "sequence"));
    if (form.seqlens) {
      inputs.add(spec("seqlens_k", ElementType.INT32, "batch"));
      inputs.add(spec("total_sequence_length", ElementType.INT32));
    } else {
      inputs.add(spec("attention_mask", form.ids, "batch", "total"));
    }
    if (form.positions) {
      inputs.add(spec("position_ids", form.ids, "batch", "sequence"));
    }
    outputs.add(
        spec(
            "logits",
            form.logits,
            "batch",
            form.lastOnly ? "1" : "sequence",
            form.declaresVocabulary ? "" + VOCABULARY : "vocabulary"));
    for (int layer = 0; layer < LAYERS; layer++) {
      for (String side : new String[] {".key", ".value"}) {
        inputs.add(spec("past_key_values." + layer + side, form.cache, dims("past")));
        outputs.add(spec("present." + layer + side, form.cache, dims("total")));
      }
    }
    if (form.branch) {
      inputs.add(spec("use_cache_branch", ElementType.BOOL, "1"));
    }
    return new GraphSignature(inputs, outputs);
  }

  private static String[] dims(String tokens) {
    return new String[] {"batch", "" + HEADS, tokens, "" + SIZE};
  }

  static TensorSpec spec(String name, ElementType type, String... dimensions) {
    return new TensorSpec(name, type, List.of(dimensions));
  }

  /** What it says behind a prompt. */
  static int[] greedy(int[] prompt, int count) {
    int[] all = java.util.Arrays.copyOf(prompt, prompt.length + count);
    for (int length = prompt.length; length < all.length; length++) {
      long hash = 0;
      for (int tensor = 0; tensor < LAYERS * 2; tensor++) {
        for (int head = 0; head < HEADS; head++) {
          for (int i = 0; i < length; i++) {
            for (int d = 0; d < SIZE; d++) {
              hash = mix(hash, cell(all[i], i, tensor, head, d));
            }
          }
        }
      }
      all[length] = best(hash);
    }
    return java.util.Arrays.copyOfRange(all, prompt.length, all.length);
  }

  private static long mix(long hash, int cell) {
    return Long.rotateLeft((hash + cell) * 0x9e3779b97f4a7c15L, 23);
  }

  private static int cell(int id, int position, int tensor, int head, int d) {
    return 1 + (id * 31 + position * 7 + tensor * 5 + head * 3 + d) % 97;
  }

  /** From -8 to 7.99 in steps that a float16 has exactly. */
  private static float logit(long hash, int id) {
    return ((mix(hash, id) >>> 40) % 4096 - 2048) / 256f;
  }

  private static int best(long hash) {
    int best = 0;
    for (int id = 1; id < VOCABULARY; id++) {
      best = logit(hash, id) > logit(hash, best) ? id : best;
    }
    return best;
  }

  @Override
  public GraphSignature signature() {
    return signature;
  }

  @Override
  public GraphRun newRun() {
    openRuns.incrementAndGet();
    return new Run();
  }

  @Override
  public void close() {}

  private record Bound(ByteBuffer source, ByteBuffer data, long[] shape) {}

  private final class Run implements GraphRun {
    private final Map<String, Bound> inputs = new HashMap<>();
    private final Map<String, Bound> outputs = new HashMap<>();
    private boolean closed;

    @Override
    public void bindInput(String name, ByteBuffer data, long... shape) {
      inputs.put(name, bound(signature.input(name).orElseThrow(), data, shape));
    }

    @Override
    public void bindOutput(String name, ByteBuffer data, long... shape) {
      outputs.put(name, bound(signature.output(name).orElseThrow(), data, shape));
    }

    private Bound bound(TensorSpec spec, ByteBuffer data, long[] shape) {
      binds.incrementAndGet();
      if (!data.isDirect()
          || data.order() != ByteOrder.nativeOrder()
          || shape.length != spec.rank()
          || data.remaining() != Shapes.bytes(spec.type(), shape)) {
        throw new EngineException.Run("bad binding of " + spec + ": " + data);
      }
      return new Bound(data, data.slice().order(ByteOrder.nativeOrder()), shape.clone());
    }

    @Override
    public void run(Cancellation cancellation) {
      require(!closed, "closed");
      beforeRun.accept(cancellation);
      if (cancellation.isRequested()) {
        throw new EngineException.Cancelled("cancelled");
      }
      runs.incrementAndGet();
      int rows = (int) inputs.get("input_ids").shape[0];
      int width = (int) inputs.get("input_ids").shape[1];
      shapes.add(rows + "x" + width);
      require(rows == 1 || width == 1, "several rows of several tokens behind a past");
      ByteBuffer logits = logits(rows, width);
      for (int row = 0; row < rows; row++) {
        int past = past(row, rows, width);
        long hash = 0;
        for (int tensor = 0; tensor < LAYERS * 2; tensor++) {
          hash = attend(tensor, row, past, width, hash);
        }
        int positions = form.lastOnly ? 1 : width;
        for (int id = 0; id < positions * VOCABULARY; id++) {
          boolean last = id >= (positions - 1) * VOCABULARY;
          float value = last ? logit(hash, id % VOCABULARY) : 99 - id;
          put(logits, form.logits, row * positions * VOCABULARY + id, value);
        }
      }
    }

    private ByteBuffer logits(int rows, int width) {
      long[] shape = {rows, form.lastOnly ? 1 : width, VOCABULARY};
      if (!form.declaresVocabulary) {
        ByteBuffer own = ByteBuffer.allocate((int) Shapes.bytes(form.logits, shape));
        outputs.put("logits", new Bound(own, own.order(ByteOrder.nativeOrder()), shape));
      }
      Bound bound = outputs.get("logits");
      require(java.util.Arrays.equals(bound.shape, shape), "logits " + Shapes.text(bound.shape));
      return bound.data;
    }

    private int past(int row, int rows, int width) {
      int longest = 0;
      int past = 0;
      for (int r = 0; r < rows; r++) {
        int length = form.seqlens ? number("seqlens_k", r) + 1 : masked(r);
        longest = Math.max(longest, length);
        past = r == row ? length - width : past;
      }
      int total =
          form.seqlens
              ? number("total_sequence_length", 0)
              : (int) inputs.get("attention_mask").shape[1];
      require(total == longest, "total " + total + " for " + longest);
      long[] cacheShape = inputs.get("past_key_values.0.key").shape;
      require(cacheShape[0] == rows, "cache rows");
      if (form.branch) {
        require(inputs.get("use_cache_branch").data.get(0) == (past > 0 ? 1 : 0), "branch");
        require(past == 0 || width == 1, "several tokens on the branch without a mask");
      }
      if (!form.shared) {
        require(cacheShape[2] == Math.max(past, form.branch ? 1 : 0), "past axis");
      }
      return past;
    }

    private int masked(int row) {
      long[] shape = inputs.get("attention_mask").shape;
      int length = 0;
      while (length < shape[1] && number("attention_mask", row * (int) shape[1] + length) == 1) {
        length++;
      }
      for (int i = length; i < shape[1]; i++) {
        require(number("attention_mask", row * (int) shape[1] + i) == 0, "a hole in the mask");
      }
      return length;
    }

    /** Writes the new tokens behind the past, then reads all of them. */
    @SuppressWarnings("ReferenceEquality") // one buffer, not two with equal content
    private long attend(int tensor, int row, int past, int width, long before) {
      String name = tensor / 2 + (tensor % 2 == 0 ? ".key" : ".value");
      Bound old = inputs.get("past_key_values." + name);
      Bound now = outputs.get("present." + name);
      int room = (int) now.shape[2];
      require(past + width <= room, past + " + " + width + " tokens in room for " + room);
      require(form.shared ? old.source == now.source : room == past + width, "present");
      long hash = before;
      for (int head = 0; head < HEADS; head++) {
        for (int i = 0; i < past + width; i++) {
          for (int d = 0; d < SIZE; d++) {
            int index = (((row * HEADS + head) * room) + i) * SIZE + d;
            if (i >= past) {
              int token = row * width + i - past;
              int position = form.positions ? number("position_ids", token) : i;
              put(
                  now.data,
                  form.cache,
                  index,
                  cell(number("input_ids", token), position, tensor, head, d));
            } else if (!form.shared) {
              int source = ((head * past) + i) * SIZE + d;
              put(now.data, form.cache, index, get(old.data, form.cache, source));
            }
            hash = mix(hash, get(now.data, form.cache, index));
          }
        }
      }
      afterRun.accept(now.data);
      return hash;
    }

    private int number(String input, int index) {
      ByteBuffer data = inputs.get(input).data;
      return signature.input(input).orElseThrow().type() == ElementType.INT64
          ? (int) data.getLong(index * 8)
          : data.getInt(index * 4);
    }

    @Override
    public ByteBuffer output(String name) {
      return outputs.get(name).data;
    }

    @Override
    public long[] outputShape(String name) {
      return outputs.get(name).shape;
    }

    @Override
    public void close() {
      require(!closed, "closed twice");
      closed = true;
      openRuns.decrementAndGet();
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("fake: " + what);
    }
  }

  private static int get(ByteBuffer data, ElementType type, int index) {
    return switch (type) {
      case FLOAT32 -> (int) data.getFloat(index * 4);
      case INT8 -> data.get(index);
      default -> data.getShort(index * 2);
    };
  }

  /** The cache's 16-bit numbers are counts; the logits' are floats. */
  private static void put(ByteBuffer data, ElementType type, int index, float value) {
    switch (type) {
      case FLOAT32 -> data.putFloat(index * 4, value);
      case INT8 -> data.put(index, (byte) value);
      case BFLOAT16 -> data.putShort(index * 2, (short) (Float.floatToIntBits(value) >>> 16));
      default -> data.putShort(index * 2, half(value));
    }
  }

  private static void put(ByteBuffer data, ElementType type, int index, int count) {
    if (type == ElementType.FLOAT16) {
      data.putShort(index * 2, (short) count);
    } else {
      put(data, type, index, (float) count);
    }
  }

  /** Multiples of 1/256 below 8. */
  private static short half(float value) {
    if (value == 0) {
      return 0;
    }
    int bits = Float.floatToIntBits(value);
    int exponent = ((bits >>> 23) & 0xff) - 112;
    return (short) ((bits >>> 16 & 0x8000) | (exponent << 10) | (bits >>> 13 & 0x3ff));
  }
}
