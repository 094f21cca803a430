package io.github.langres.cli.bench;

import io.github.langres.models.GenerateOptions;
import io.github.langres.models.Generation;
import io.github.langres.models.MachineCeilings;
import io.github.langres.models.MemoryPlan;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelReport;
import io.github.langres.models.ModelSource;
import io.github.langres.models.Precision;
import io.github.langres.models.TextGenerator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reading prompts and writing tokens, for each precision, with llama-bench's names: {@code pp512}
 * reads 512 tokens, {@code tg128} writes 128, {@code @ d1024} behind 1,024 tokens, {@code x4} four
 * texts at a time. The precisions run in turn.
 */
public final class GeneratorBench {
  private static final int PROMPT = 512;
  private static final int NEW = 128;
  private static final int DEEP = 1024;
  private static final int BATCH_PROMPT = 128;
  private static final int BATCH_NEW = 64;
  private static final List<Integer> BATCHES = List.of(4, 8);

  private final ModelSource source;
  private final ModelOptions options;
  private final List<Precision> precisions;
  private final List<String> texts;
  private final int rounds;

  /**
   * @param texts what prompts are made of
   */
  public GeneratorBench(
      ModelSource source,
      ModelOptions options,
      List<Precision> precisions,
      List<String> texts,
      int rounds) {
    this.source = source;
    this.options = options;
    this.precisions = List.copyOf(precisions);
    this.texts = List.copyOf(texts);
    this.rounds = rounds;
  }

  private record Way(Precision precision, TextGenerator llm, Map<String, Samples> tests) {
    void add(String test, double value) {
      tests.computeIfAbsent(test, name -> new Samples()).add(value);
    }
  }

  /** Measures; takes minutes. */
  public List<Table> run() {
    List<Way> ways = new ArrayList<>();
    try {
      for (Precision precision : precisions) {
        TextGenerator llm = TextGenerator.open(source, options.withPrecision(precision));
        ways.add(new Way(precision, llm, new LinkedHashMap<>()));
      }
      MachineCeilings ceilings = MachineCeilings.measure(options.threads());
      for (int round = -1; round < rounds; round++) {
        for (Way way : ways) {
          Way to = round < 0 ? new Way(way.precision(), way.llm(), new LinkedHashMap<>()) : way;
          measure(to, round);
        }
        ceilings = ceilings.max(MachineCeilings.measure(options.threads()));
      }
      return List.of(speed(ways, ceilings));
    } finally {
      ways.forEach(way -> way.llm().close());
    }
  }

  /** What does not fit into the model's context is left out. */
  private void measure(Way way, int round) {
    if (fits(way, PROMPT, 1)) {
      Generation read = write(way, prompt(PROMPT, 3 * round), 1);
      way.add("pp512", read.timings().promptTokensPerSecond());
    }
    if (fits(way, 1, NEW)) {
      way.add("tg128", write(way, prompt(1, 3 * round + 1), NEW).timings().tokensPerSecond());
    }
    if (fits(way, DEEP, NEW)) {
      Generation deep = write(way, prompt(DEEP, 3 * round + 2), NEW);
      way.add("tg128 @ d1024", deep.timings().tokensPerSecond());
    }
    if (fits(way, BATCH_PROMPT, BATCH_NEW)) {
      BATCHES.forEach(rows -> batch(way, rows));
    }
  }

  /** A prompt has about as many tokens as asked for: a tenth more must fit. */
  private static boolean fits(Way way, int prompt, int tokens) {
    return way.llm().contextTokens() >= prompt * 11 / 10 + tokens;
  }

  private void batch(Way way, int rows) {
    List<String> prompts =
        IntStream.range(0, rows).mapToObj(row -> prompt(BATCH_PROMPT, row)).toList();
    List<Generation> all = way.llm().generate(prompts, bound(BATCH_NEW));
    long tokens = all.stream().mapToLong(Generation::completionTokens).sum() - rows;
    // The first row's decoding spans all others' prompts; the last row's is decoding alone.
    double seconds = all.get(rows - 1).timings().decode().toNanos() / 1e9;
    way.add("tg64 @ d128 x" + rows, tokens / seconds);
  }

  private static Generation write(Way way, String prompt, int tokens) {
    return way.llm().generate(prompt, bound(tokens));
  }

  /** Greedy, and never ended early: what is measured is that many tokens. */
  private static GenerateOptions bound(int tokens) {
    return GenerateOptions.defaults()
        .withTemperature(0)
        .withMaxNewTokens(tokens)
        .withIgnoreEos(true);
  }

  /**
   * French text of about that many tokens, from the n-th text on: a KV cache that knows one prompt
   * does not know the next.
   */
  private String prompt(int tokens, int n) {
    String text =
        IntStream.range(0, texts.size())
            .mapToObj(i -> texts.get(Math.floorMod(i + n, texts.size())))
            .limit(1 + tokens / 8)
            .collect(Collectors.joining(" "));
    double tokensAChar = tokensAChar();
    int chars = Math.max(1, (int) Math.round(tokens / tokensAChar));
    return text.substring(0, Math.min(chars, text.length()));
  }

  private double tokensAChar = Double.NaN;

  private double tokensAChar() {
    if (Double.isNaN(tokensAChar)) {
      tokensAChar = Fertility.tokensAChar(source, texts.subList(0, Math.min(20, texts.size())));
    }
    return tokensAChar;
  }

  private Table speed(List<Way> ways, MachineCeilings ceilings) {
    ModelReport report = ModelReport.inspect(source);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Way way : ways) {
      MemoryPlan plan =
          report.memoryPlans().stream()
              .filter(p -> p.precision() == way.precision())
              .findFirst()
              .orElse(null);
      way.tests()
          .forEach(
              (test, samples) -> {
                double rate = samples.median();
                boolean single = test.startsWith("tg") && !test.contains("x");
                @Nullable Double share =
                    plan == null || !single
                        ? null
                        : 100 * rate * bytesAToken(plan, test) / 1e9 / ceilings.memory();
                rows.add(
                    Table.row(
                        way.precision().toString(),
                        test,
                        rate,
                        samples.spread(),
                        test.startsWith("pp") ? PROMPT * 1e3 / rate : 1e3 / rate,
                        share));
              });
    }
    String title =
        String.format(
            Locale.ROOT,
            "Tokens a second; memory is read at %.0f GB/s, fp32 products run at %.0f GOP/s",
            ceilings.memory(),
            ceilings.fp32());
    return new Table(
        title,
        List.of(
            "precision",
            "test",
            "tokens/s (median)",
            "spread",
            "ms to the first token (pp) or a token (tg)",
            "% of memory speed"),
        rows);
  }

  /** What one token must read: all weights, and the keys and values behind it. */
  private static double bytesAToken(MemoryPlan plan, String test) {
    int behind = (test.contains("d1024") ? DEEP : 0) + NEW / 2;
    return plan.weightBytes() + (double) behind * plan.cacheBytesPerToken();
  }
}
