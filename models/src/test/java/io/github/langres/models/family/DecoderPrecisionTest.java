package io.github.langres.models.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.engine.GraphSource;
import io.github.langres.models.graph.GraphFiles;
import io.github.langres.models.graph.Precision;
import io.github.langres.models.safetensors.Dtype;
import io.github.langres.models.safetensors.Tensor;
import io.github.langres.models.safetensors.Weights;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Quantized decoders against float32 decoders of the same rounded weights: apart from the rounding,
 * which is done here once more in plain words, they are one network.
 */
class DecoderPrecisionTest {
  private static final double TOLERANCE = 2e-4;

  static Stream<DecoderGolden> goldens() {
    return DecoderGolden.all().stream();
  }

  /** The heads of these keep their channels, so their rows are cut into the same blocks. */
  @ParameterizedTest
  @CsvSource({
    "llama-grouped,4,32",
    "llama-grouped,8,16",
    "mistral-no-window-yarn,4,16",
    "ministral-interleaved,4,32",
    "nemotron-half,4,32",
    "nemotron-half,8,32",
    "gpt2-plain,4,16",
    "gpt2-plain,8,32",
    "qwen3-tied,4,128",
    "llama-tied-dynamic,4,32",
    "llama-tied-dynamic,8,32",
  })
  void levelOne_equalsRoundedWeightsInFloat32(String name, int bits, int blockSize) {
    DecoderGolden golden = DecoderGolden.named(name);
    try (DecoderRuns quantized = golden.open(options(bits, blockSize).withAccuracyLevel(1));
        DecoderRuns rounded = rounded(golden, bits, blockSize, 1);
        DecoderRuns wrong = rounded(golden, bits, blockSize, 1.5f)) {
      float[] actual = quantized.run(0, golden.prompt());
      assertThat(Runs.maxDifference(actual, rounded.run(0, golden.prompt()))).isLessThan(TOLERANCE);
      // The control: one wrong scale of one block.
      assertThat(Runs.maxDifference(actual, wrong.run(0, golden.prompt())))
          .isGreaterThan(100 * TOLERANCE);
    }
  }

  /** With activations rounded too, and with every layout of heads. */
  @ParameterizedTest
  @MethodSource("goldens")
  void eightBits_areNearTransformers(DecoderGolden golden) {
    try (DecoderRuns runs = golden.open(options(8, 32))) {
      assertThat(Runs.cosine(runs.run(0, golden.prompt()), golden.logits())).isGreaterThan(0.99);
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void fourBits_stepByStep_equalOneRun(DecoderGolden golden) {
    try (DecoderRuns all = golden.open(options(4, 32).withAccuracyLevel(1));
        DecoderRuns last =
            golden.open(
                DecoderOptions.defaults().withPrecision(Precision.INT4).withAccuracyLevel(1))) {
      float[] logits = all.run(0, golden.prompt());
      int vocabulary = logits.length / golden.prompt().length;
      for (int i = 0; i < golden.prompt().length; i++) {
        float[] expected = Arrays.copyOfRange(logits, i * vocabulary, (i + 1) * vocabulary);
        assertThat(Runs.maxDifference(last.run(i, golden.prompt()[i]), expected))
            .isLessThan(TOLERANCE);
      }
    }
  }

  /** Graphs on disk give what graphs in memory give, and hold a tied table once. */
  @ParameterizedTest
  @ValueSource(strings = {"llama-tied-dynamic", "gpt2-untied-inverse", "smollm3-interval"})
  void writtenToFiles_givesTheSame(String name, @TempDir Path folder) throws IOException {
    DecoderGolden golden = DecoderGolden.named(name);
    GraphSource.Built built =
        Architectures.buildDecoder(golden.config(), golden.weights(), options(4, 32));
    try (GraphFiles files = GraphFiles.create(folder, "weights.bin")) {
      files.write("decoder.onnx", built);
    }
    try (DecoderRuns memory = golden.open(options(4, 32));
        DecoderRuns disk =
            new DecoderRuns(
                new GraphSource.File(folder.resolve("decoder.onnx")),
                Architectures.decoderFacts(golden.config()))) {
      assertThat(disk.run(0, golden.prompt())).isEqualTo(memory.run(0, golden.prompt()));
    }
    Set<ByteBuffer> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
    built.weights().values().forEach(weight -> buffers.add(weight.data()));
    long pages = buffers.stream().mapToLong(data -> (data.remaining() + 4095L) / 4096).sum();
    assertThat(Files.size(folder.resolve("weights.bin")))
        .isBetween(pages * 4096 - 4095, pages * 4096);
  }

  private static DecoderOptions options(int bits, int blockSize) {
    return DecoderOptions.defaults()
        .withPrecision(bits == 4 ? Precision.INT4 : Precision.INT8)
        .withBlockSize(blockSize)
        .withAllLogits();
  }

  /** The golden with weights that were rounded and widened again, and an untied head. */
  private static DecoderRuns rounded(
      DecoderGolden golden, int bits, int blockSize, float firstScale) {
    boolean tied =
        golden.config().booleanOr("tie_word_embeddings", golden.toString().startsWith("gpt2"));
    boolean inputsFirst = golden.toString().startsWith("gpt2");
    Weights weights = golden.weights();
    List<Tensor> tensors = new ArrayList<>();
    boolean first = true;
    for (String name : weights.names()) {
      Tensor tensor = weights.tensor(name);
      boolean table = name.contains("embed") || name.contains("wte") || name.contains("wpe");
      if (tensor.shape().length < 2) {
        tensors.add(tensor);
      } else if (!table) {
        boolean transposed = inputsFirst && !name.startsWith("lm_head");
        int itsBits = name.startsWith("lm_head") ? 8 : bits;
        boolean faulty = first && itsBits == bits;
        tensors.add(round(tensor, name, itsBits, blockSize, transposed, faulty ? firstScale : 1));
        first &= !faulty;
      } else {
        boolean words = !name.contains("wpe");
        boolean shared = tied && words && tensor.shape()[1] % blockSize == 0;
        tensors.add(shared ? round(tensor, name, 8, blockSize, false, 1) : tensor);
        if (tied && words) {
          tensors.add(round(tensor, "lm_head.weight", 8, blockSize, false, 1));
        }
      }
    }
    Map<String, Object> config = new LinkedHashMap<>(golden.config().asMap());
    config.put("tie_word_embeddings", false);
    JsonObject untied = JsonObject.of("config.json", config);
    return new DecoderRuns(
        Architectures.buildDecoder(
            untied, Weights.of(tensors), DecoderOptions.defaults().withAllLogits()),
        Architectures.decoderFacts(untied));
  }

  private static Tensor round(
      Tensor tensor, String name, int bits, int blockSize, boolean transposed, float firstScale) {
    int rows = (int) tensor.shape()[transposed ? 1 : 0];
    int columns = (int) tensor.shape()[transposed ? 0 : 1];
    ByteBuffer source = tensor.float32();
    ByteBuffer target =
        ByteBuffer.allocateDirect(rows * columns * Float.BYTES).order(ByteOrder.nativeOrder());
    for (int row = 0; row < rows; row++) {
      for (int from = 0; from < columns; from += blockSize) {
        int size = Math.min(blockSize, columns - from);
        double[] block = new double[size];
        int[] places = new int[size];
        for (int i = 0; i < size; i++) {
          places[i] =
              Float.BYTES * (transposed ? (from + i) * rows + row : row * columns + from + i);
          block[i] = source.getFloat(places[i]);
        }
        double[] widened = bits == 8 ? eightBits(block) : fourBits(block);
        boolean faulty = row == 0 && from == 0;
        for (int i = 0; i < size; i++) {
          target.putFloat(places[i], (float) widened[i] * (faulty ? firstScale : 1));
        }
      }
    }
    return new Tensor(name, Dtype.F32, tensor.shape(), () -> target);
  }

  private static double[] eightBits(double[] block) {
    double largest = 0;
    for (double x : block) {
      largest = Math.max(largest, Math.abs(x));
    }
    float scale = (float) largest / 127;
    double[] widened = new double[block.length];
    for (int i = 0; i < block.length; i++) {
      widened[i] = Math.floor((float) block[i] * (1 / scale) + 128.5f) * scale - 128 * scale;
    }
    return widened;
  }

  private static double[] fourBits(double[] block) {
    double extreme = 0;
    for (double x : block) {
      extreme = Math.abs(x) > Math.abs(extreme) ? x : extreme;
    }
    double least = Double.POSITIVE_INFINITY;
    double[] best = new double[block.length];
    for (float largest : new float[] {-8, -7.25f, -8.75f}) {
      double products = 0;
      double squares = 0;
      double[] widened = new double[block.length];
      for (int i = 0; i < block.length; i++) {
        double code = Math.floor((float) block[i] * (largest / (float) extreme) + 8.5f);
        widened[i] = Math.max(0, Math.min(15, code)) - 8;
        products += widened[i] * block[i];
        squares += widened[i] * widened[i];
      }
      double error = 0;
      for (int i = 0; i < block.length; i++) {
        widened[i] *= products / squares;
        error += (widened[i] - block[i]) * (widened[i] - block[i]);
      }
      if (error < least) {
        least = error;
        best = widened;
      }
    }
    return best;
  }
}
