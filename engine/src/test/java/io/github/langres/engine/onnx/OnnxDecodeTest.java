package io.github.langres.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphOptions;
import io.github.langres.engine.GraphSource;
import io.github.langres.engine.generate.BatchItem;
import io.github.langres.engine.generate.DecodeBatch;
import io.github.langres.engine.generate.DecodeLoop;
import io.github.langres.engine.generate.DecodeOptions;
import io.github.langres.engine.generate.DecodeRequest;
import io.github.langres.engine.generate.DecodeResult;
import io.github.langres.engine.generate.DecodeState;
import io.github.langres.engine.generate.TokenSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Replays {@code models/training/goldens/decoder_exports.py}: a tiny llama in every form of graph
 * says what transformers says, over 64 steps.
 */
class OnnxDecodeTest {
  private static final double TOLERANCE = 1e-4;
  // Float16 caches and logits round by a thousandth: where the choice is close, it may go either
  // way.
  private static final double HALF_TOLERANCE = 1e-2;
  private static final int CONTEXT = 256;

  private final List<Golden> goldens = new ArrayList<>();
  private double control;

  private record Golden(int[] prompt, int[] ids, double gap, float[] logprobs) {}

  private static final class Taken {
    private final List<Integer> ids = new ArrayList<>();
    private final List<Float> logprobs = new ArrayList<>();
  }

  OnnxDecodeTest() {
    int[] prompt = {};
    int[] ids = {};
    double gap = 0;
    for (String line : lines()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "prompt" -> prompt = ints(words);
        case "greedy" -> ids = ints(words);
        case "gap" -> gap = Double.parseDouble(words[1]);
        case "logprobs" -> goldens.add(new Golden(prompt, ids, gap, floats(words)));
        default -> control = Double.parseDouble(words[1]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "native, false, 512, 1e-4",
    "native, false, 1, 1e-4",
    "native, false, 7, 1e-4",
    "genai, true, 512, 1e-4",
    "genai, true, 7, 1e-4",
    "genai, false, 512, 1e-4",
    "optimum, false, 512, 1e-4",
    "optimum, false, 7, 1e-4",
    "positionless, false, 512, 1e-4",
    "positionless, false, 7, 1e-4",
    "merged, false, 512, 1e-4",
    "merged, false, 7, 1e-4",
    "half, false, 512, 1e-2"
  })
  void generate_onEveryForm_givesTheIdsAndProbabilitiesOfTransformers(
      String name, boolean shared, int chunk, double tolerance) {
    DecodeOptions options = DecodeOptions.of(CONTEXT).withPrefillChunk(chunk);
    try (Graph graph = open(name);
        DecodeLoop loop = new DecodeLoop(graph, options.withSharedCache(shared));
        DecodeState state = loop.newState()) {
      int[] before = {};
      // One state for all: each prompt keeps what it shares with the one before.
      List<Golden> clear = goldens.stream().filter(golden -> golden.gap > tolerance).toList();
      assertThat(clear).hasSizeGreaterThan(2);
      for (Golden golden : clear) {
        Taken taken = new Taken();
        DecodeResult result = generate(loop, state, golden, taken);
        assertThat(worst(golden, taken)).as(golden.prompt.length + " ids").isLessThan(tolerance);
        if (!name.equals("merged")) {
          assertThat(result.cachedTokens()).isEqualTo(shared(before, golden.prompt));
        }
        before = held(golden);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"native, 1", "native, 3", "native, 8", "genai, 4", "optimum, 2"})
  void generateAll_together_givesWhatEachGivesAlone(String name, int rows) {
    DecodeOptions options = DecodeOptions.of(CONTEXT).withSharedCache(name.equals("genai"));
    try (Graph graph = open(name);
        DecodeLoop loop = new DecodeLoop(graph, options);
        DecodeBatch batch = loop.newBatch(rows)) {
      List<Taken> taken = new ArrayList<>();
      List<BatchItem> items = new ArrayList<>();
      for (Golden golden : goldens) {
        Taken own = new Taken();
        taken.add(own);
        items.add(new BatchItem(golden.prompt, DecodeRequest.greedy(64), sink(own)));
      }
      loop.generateAll(batch, items, Cancellation.NONE);
      for (int i = 0; i < items.size(); i++) {
        assertThat(worst(goldens.get(i), taken.get(i))).as("item %d", i).isLessThan(TOLERANCE);
      }
    }
  }

  /** ONNX Runtime crashes the process when it is closed under a run; the loop must not. */
  @Test
  void close_duringGenerations_endsThemWithAnException() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      Graph graph = open("native");
      DecodeLoop loop = new DecodeLoop(graph, DecodeOptions.of(CONTEXT));
      CountDownLatch running = new CountDownLatch(2);
      List<Throwable> ends = Collections.synchronizedList(new ArrayList<>());
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        DecodeState state = loop.newState();
        Thread thread = new Thread(() -> generateForEver(loop, state, running));
        thread.setUncaughtExceptionHandler((unused, e) -> ends.add(e));
        thread.start();
        threads.add(thread);
      }
      running.await();
      if (round % 2 == 0) {
        loop.close();
      }
      graph.close();
      loop.close();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(ends).hasSize(2).hasOnlyElementsOfType(IllegalStateException.class);
    }
  }

  private static void generateForEver(DecodeLoop loop, DecodeState state, CountDownLatch running) {
    while (true) {
      loop.generate(
          state,
          new int[] {1, 2, 3},
          DecodeRequest.greedy(200),
          (id, scores) -> {
            running.countDown();
            return true;
          },
          Cancellation.NONE);
    }
  }

  @Test
  void control_ofTheScript_isFarAboveTheTolerance() {
    assertThat(control).isGreaterThan(100 * TOLERANCE);
    assertThat(HALF_TOLERANCE).isLessThan(control / 20);
  }

  /** The same faults in this loop: the test above would see them. */
  @ParameterizedTest
  @CsvSource({"native", "optimum", "genai"})
  void control_firstSlotZeroed_movesTheProbabilities(String name) {
    requireSeen(
        name,
        inputs -> {
          for (String side : new String[] {"key", "value"}) {
            ByteBuffer past = inputs.get("past_key_values.0." + side);
            for (int i = 0; i < Math.min(16 * 4, past.capacity()); i++) {
              past.put(i, (byte) 0);
            }
          }
        });
  }

  @Test
  void control_lengthOffByOne_movesTheProbabilities() {
    requireSeen(
        "native",
        inputs -> {
          ByteBuffer lengths = inputs.get("seqlens_k");
          ByteBuffer total = inputs.get("total_sequence_length");
          if (lengths.getInt(0) > 0) {
            lengths.putInt(0, lengths.getInt(0) + 1);
            total.putInt(0, total.getInt(0) + 1);
          }
        });
    requireSeen(
        "optimum",
        inputs -> {
          ByteBuffer positions = inputs.get("position_ids");
          if (positions.capacity() == Long.BYTES) {
            positions.putLong(0, positions.getLong(0) + 1);
          }
        });
  }

  private void requireSeen(String name, Consumer<Map<String, ByteBuffer>> fault) {
    DecodeOptions options = DecodeOptions.of(CONTEXT).withSharedCache(name.equals("genai"));
    try (Graph graph = new SpoiledGraph(open(name), fault);
        DecodeLoop loop = new DecodeLoop(graph, options)) {
      for (Golden golden : goldens.subList(1, goldens.size())) {
        try (DecodeState state = loop.newState()) {
          Taken taken = new Taken();
          generate(loop, state, golden, taken);
          assertThat(worst(golden, taken)).isGreaterThan(100 * TOLERANCE);
        }
      }
    }
  }

  private static DecodeResult generate(
      DecodeLoop loop, DecodeState state, Golden golden, Taken taken) {
    return loop.generate(
        state, golden.prompt, DecodeRequest.greedy(64), sink(taken), Cancellation.NONE);
  }

  private static TokenSink sink(Taken taken) {
    return (id, scores) -> {
      taken.logprobs.add(scores.logprob());
      return taken.ids.add(id);
    };
  }

  /** How far the log-probabilities are off at most; infinitely, from the first other id on. */
  private static double worst(Golden golden, Taken taken) {
    double worst = 0;
    for (int i = 0; i < golden.ids.length; i++) {
      if (taken.ids.get(i) != golden.ids[i]) {
        return Double.POSITIVE_INFINITY;
      }
      worst = Math.max(worst, Math.abs(taken.logprobs.get(i) - golden.logprobs[i]));
    }
    return worst;
  }

  private static int shared(int[] held, int[] prompt) {
    int mismatch = Arrays.mismatch(held, prompt);
    int same = mismatch < 0 ? prompt.length : mismatch;
    return Math.min(same, prompt.length - 1);
  }

  /** What a state holds after a generation: all but the last id. */
  private static int[] held(Golden golden) {
    int last = golden.ids.length - 1;
    int[] held = Arrays.copyOf(golden.prompt, golden.prompt.length + last);
    System.arraycopy(golden.ids, 0, held, golden.prompt.length, last);
    return held;
  }

  private static Graph open(String name) {
    return OnnxGraphs.open(
        new GraphSource.File(resource(name + ".onnx")), GraphOptions.defaults().withThreads(1));
  }

  private static Path resource(String name) {
    try {
      return Path.of(OnnxDecodeTest.class.getResource("/decoders/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(resource("expected.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int[] ints(String[] words) {
    return Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray();
  }

  private static float[] floats(String[] words) {
    float[] values = new float[words.length - 1];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(words[i + 1]);
    }
    return values;
  }
}
