package io.github.langres.benchmarks;

import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelSource;
import io.github.langres.models.Precision;
import io.github.langres.models.TextEmbedder;
import io.github.langres.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Bulk embedding of the 1,000 French texts, one row a way of running the same weights, the ways
 * taken in turn so that the machine's moods hit all alike; medians, ratios, and the share of the
 * machine's own ceiling.
 *
 * <pre>{@code
 * java -cp benchmarks.jar io.github.langres.benchmarks.EncoderTable CHECKPOINT EXPORT [ROUNDS [TEXTS]]
 * }</pre>
 */
public final class EncoderTable {
  /** Multiply-adds of a token in the linear layers of the camembert-base shape, times two. */
  private static final double OPERATIONS_A_TOKEN = 2.0 * 12 * (4.0 * 768 * 768 + 2.0 * 768 * 3072);

  private record Way(String name, TextEmbedder embedder, boolean int8, double[] seconds) {}

  private EncoderTable() {}

  public static void main(String[] args) throws IOException {
    Path checkpoint = Path.of(args[0]);
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    List<String> texts =
        io.github.langres.cli.bench.FrenchTexts.first(
            args.length > 3 ? Integer.parseInt(args[3]) : 1000);
    long tokens = tokens(checkpoint, texts);
    ModelOptions options = ModelOptions.defaults();
    List<Way> ways = new ArrayList<>();
    try {
      ways.add(
          way("plain export, ONNX Runtime", ModelSource.folder(Path.of(args[1])), options, rounds));
      for (Precision precision :
          List.of(Precision.FP32, Precision.INT8, Precision.INT8_REPRODUCIBLE)) {
        ways.add(
            way(
                "Langres " + precision,
                ModelSource.folder(checkpoint),
                options.withPrecision(precision),
                rounds));
      }
      double fp32 = 0;
      double u8s8 = 0;
      for (int round = -1; round < rounds; round++) {
        fp32 = Math.max(fp32, Ceilings.fp32());
        u8s8 = Math.max(u8s8, Ceilings.u8s8());
        for (Way way : ways) {
          List<String> now = round < 0 ? texts.subList(0, 40) : texts;
          long start = System.nanoTime();
          way.embedder().embed(now);
          if (round >= 0) {
            way.seconds()[round] = (System.nanoTime() - start) / 1e9;
          }
        }
      }
      print(ways, texts.size(), tokens, fp32, u8s8);
      queries(ways);
      quality(ways, texts.subList(0, 60));
    } finally {
      ways.forEach(way -> way.embedder().close());
    }
  }

  private static Way way(String name, ModelSource source, ModelOptions options, int rounds) {
    return new Way(
        name, TextEmbedder.open(source, options), name.contains("int8"), new double[rounds]);
  }

  private static void print(List<Way> ways, int texts, long tokens, double fp32, double u8s8) {
    System.out.printf(
        Locale.ROOT,
        "%d texts, %d tokens; GEMM ceiling: fp32 %.0f, u8s8 %.0f GOP/s%n%n",
        texts,
        tokens,
        fp32,
        u8s8);
    System.out.println(
        "| way | s (median) | spread | texts/s | tokens/s | ratio | share of ceiling |");
    System.out.println("|---|---|---|---|---|---|---|");
    double base = median(ways.get(0).seconds());
    for (Way way : ways) {
      double seconds = median(way.seconds());
      double[] sorted = way.seconds().clone();
      Arrays.sort(sorted);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.2f | %.2f-%.2f | %.1f | %.0f | %.2f | %.0f %% |%n",
          way.name(),
          seconds,
          sorted[0],
          sorted[sorted.length - 1],
          texts / seconds,
          tokens / seconds,
          base / seconds,
          100 * tokens * OPERATIONS_A_TOKEN / seconds / 1e9 / (way.int8() ? u8s8 : fp32));
    }
  }

  private static void queries(List<Way> ways) {
    System.out.println("\n| one query of 24 tokens | p50 ms | p99 ms |\n|---|---|---|");
    String query = "Comment faire renouveler ma carte nationale d'identité avant un voyage ?";
    for (Way way : ways) {
      double[] millis = new double[200];
      for (int i = -20; i < millis.length; i++) {
        long start = System.nanoTime();
        way.embedder().embed(query);
        if (i >= 0) {
          millis[i] = (System.nanoTime() - start) / 1e6;
        }
      }
      Arrays.sort(millis);
      System.out.printf(
          Locale.ROOT, "| %s | %.1f | %.1f |%n", way.name(), millis[100], millis[198]);
    }
  }

  private static void quality(List<Way> ways, List<String> texts) {
    System.out.println(
        "\n| cosine to fp32 | mean | least | alone or in a batch, least |\n|---|---|---|---|");
    float[][] reference = ways.get(1).embedder().embed(texts);
    for (Way way : ways) {
      float[][] vectors = way.embedder().embed(texts);
      double sum = 0;
      double least = 1;
      double alone = 1;
      for (int i = 0; i < vectors.length; i++) {
        double cosine = cosine(vectors[i], reference[i]);
        sum += cosine;
        least = Math.min(least, cosine);
        if (i % 10 == 0) {
          alone = Math.min(alone, cosine(vectors[i], way.embedder().embed(texts.get(i))));
        }
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %.5f | %.5f | %.6f |%n",
          way.name(),
          sum / vectors.length,
          least,
          alone);
    }
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(aa * bb);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static long tokens(Path folder, List<String> texts) {
    try (Tokenizer tokenizer = Tokenizer.open(folder)) {
      long tokens = 0;
      for (int[] ids : tokenizer.encodeIds(texts)) {
        tokens += Math.min(ids.length, 512);
      }
      return tokens;
    }
  }
}
