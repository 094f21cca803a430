package io.github.langres.cli.bench;

import io.github.langres.models.MachineCeilings;
import io.github.langres.models.ModelOpener;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelReport;
import io.github.langres.models.ModelSource;
import io.github.langres.models.Precision;
import io.github.langres.models.Similarity;
import io.github.langres.models.TextEmbedder;
import io.github.langres.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Bulk embedding of French texts, single queries, and the difference to fp32, for each precision.
 * The precisions run in turn, so that the machine's moods hit all alike.
 */
public final class EncoderBench {
  private static final int WARM_UP_TEXTS = 40;
  private static final int QUERIES = 200;
  private static final int WARM_UP_QUERIES = 20;
  private static final int COMPARED_TEXTS = 60;
  private static final String QUERY =
      "Comment faire renouveler ma carte nationale d'identité avant un voyage ?";

  private final ModelSource source;
  private final @Nullable ModelSource against;
  private final ModelOptions options;
  private final List<Precision> precisions;
  private final List<String> texts;
  private final int rounds;

  /**
   * @param against the same model in another form, such as an ONNX export, for a row of its own
   * @param precisions those to compare
   * @param texts those to embed
   */
  public EncoderBench(
      ModelSource source,
      @Nullable ModelSource against,
      ModelOptions options,
      List<Precision> precisions,
      List<String> texts,
      int rounds) {
    this.source = source;
    this.against = against;
    this.options = options;
    this.precisions = List.copyOf(precisions);
    this.texts = List.copyOf(texts);
    this.rounds = rounds;
  }

  /**
   * @param precision null for a folder that runs in the numbers it was exported in
   */
  private record Way(
      String name, @Nullable Precision precision, TextEmbedder embedder, Samples seconds) {}

  /** Measures; takes minutes. */
  public List<Table> run() {
    List<Way> ways = new ArrayList<>();
    try {
      if (against != null) {
        TextEmbedder embedder = TextEmbedder.open(against, options);
        ways.add(new Way(against.toString(), null, embedder, new Samples()));
      }
      for (Precision precision : precisions) {
        TextEmbedder embedder = TextEmbedder.open(source, options.withPrecision(precision));
        ways.add(new Way(precision.toString(), precision, embedder, new Samples()));
      }
      MachineCeilings ceilings = bulk(ways);
      return List.of(throughput(ways, ceilings), queries(ways), quality(ways));
    } finally {
      ways.forEach(way -> way.embedder().close());
    }
  }

  private MachineCeilings bulk(List<Way> ways) {
    MachineCeilings ceilings = MachineCeilings.measure(options.threads());
    for (Way way : ways) {
      way.embedder().embed(texts.subList(0, Math.min(WARM_UP_TEXTS, texts.size())));
    }
    for (int round = 0; round < rounds; round++) {
      for (Way way : ways) {
        long start = System.nanoTime();
        way.embedder().embed(texts);
        way.seconds().add((System.nanoTime() - start) / 1e9);
      }
      ceilings = ceilings.max(MachineCeilings.measure(options.threads()));
    }
    return ceilings;
  }

  private Table throughput(List<Way> ways, MachineCeilings ceilings) {
    ModelReport report = ModelReport.inspect(source);
    int[] lengths = tokenLengths(report.maxTokens());
    long tokens = Arrays.stream(lengths).asLongStream().sum();
    double operations = tokens * operationsAToken(report) / 1e9;
    double base = ways.get(0).seconds().median();
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Way way : ways) {
      double seconds = way.seconds().median();
      boolean floats = way.precision() == null || way.precision() == Precision.FP32;
      double ceiling = floats ? ceilings.fp32() : ceilings.u8s8();
      rows.add(
          Table.row(
              way.name(),
              seconds,
              way.seconds().spread(),
              texts.size() / seconds,
              tokens / seconds,
              base / seconds,
              report.parameters() == 0 ? null : 100 * operations / seconds / ceiling));
    }
    String title =
        String.format(
            Locale.ROOT,
            "%d French texts, %,d tokens (p50 %d, p90 %d); ceilings fp32 %.0f, u8s8 %.0f GOP/s",
            texts.size(),
            tokens,
            lengths[lengths.length / 2],
            lengths[lengths.length * 9 / 10],
            ceilings.fp32(),
            ceilings.u8s8());
    return new Table(
        title,
        List.of("way", "s (median)", "spread", "texts/s", "tokens/s", "ratio", "% of ceiling"),
        rows);
  }

  /** Two operations a weight of the linear layers; the tables of embeddings are only looked up. */
  private static double operationsAToken(ModelReport report) {
    long tables = (long) report.hiddenSize() * (report.vocabularySize() + report.maxTokens());
    return 2.0 * (report.parameters() - tables);
  }

  private static Table queries(List<Way> ways) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Way way : ways) {
      Samples millis = new Samples();
      for (int i = -WARM_UP_QUERIES; i < QUERIES; i++) {
        long start = System.nanoTime();
        way.embedder().embed(QUERY);
        if (i >= 0) {
          millis.add((System.nanoTime() - start) / 1e6);
        }
      }
      rows.add(Table.row(way.name(), millis.quantile(0.5), millis.quantile(0.99)));
    }
    return new Table("One query, alone", List.of("way", "p50 ms", "p99 ms"), rows);
  }

  private Table quality(List<Way> ways) {
    List<String> sample = texts.subList(0, Math.min(COMPARED_TEXTS, texts.size()));
    float[][] reference;
    try (TextEmbedder fp32 = TextEmbedder.open(source, options.withPrecision(Precision.FP32))) {
      reference = fp32.embed(sample);
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Way way : ways) {
      float[][] vectors = way.embedder().embed(sample);
      double sum = 0;
      double least = 1;
      double alone = 1;
      for (int i = 0; i < vectors.length; i++) {
        double cosine = Similarity.cosine(vectors[i], reference[i]);
        sum += cosine;
        least = Math.min(least, cosine);
        if (i % 10 == 0) {
          float[] single = way.embedder().embed(sample.get(i));
          alone = Math.min(alone, Similarity.cosine(vectors[i], single));
        }
      }
      rows.add(Table.row(way.name(), sum / vectors.length, least, alone));
    }
    return new Table(
        "Cosine to fp32, and of a text alone to itself in a batch",
        List.of("way", "mean", "least", "alone or in a batch, least"),
        rows);
  }

  /** Tokens of each text as the model reads it, ascending. */
  private int[] tokenLengths(int maxTokens) {
    try (Tokenizer tokenizer = ModelOpener.get().openTokenizer(source)) {
      return Arrays.stream(tokenizer.encodeIds(texts))
          .mapToInt(ids -> Math.min(ids.length, maxTokens))
          .sorted()
          .toArray();
    }
  }
}
