package io.github.langres.cli;

import io.github.langres.cli.bench.EncoderBench;
import io.github.langres.cli.bench.FrenchTexts;
import io.github.langres.cli.bench.GeneratorBench;
import io.github.langres.cli.bench.Machine;
import io.github.langres.cli.bench.RandomCheckpoint;
import io.github.langres.cli.bench.Report;
import io.github.langres.cli.bench.Shape;
import io.github.langres.cli.bench.Table;
import io.github.langres.engine.Device;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelReport;
import io.github.langres.models.ModelSource;
import io.github.langres.models.Precision;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description = {
      "Measures a model on this machine: a table to paste.",
      "Keep the machine quiet while it runs."
    })
final class Bench implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Subject subject;

  /** What to measure: one of the two. */
  static final class Subject {
    @Option(names = "--model", paramLabel = "DIR", description = "Model folder.")
    private @Nullable String model;

    @Option(
        names = "--shape",
        paramLabel = "NAME",
        description =
            "Random weights of a known shape, made on the spot: camembert-base, camembert-large,"
                + " smollm2-360m or croissant-1.3b.")
    private @Nullable String shape;
  }

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Make the --shape there and keep it, for other programs to run.")
  private @Nullable Path keep;

  @Option(
      names = "--against",
      paramLabel = "DIR",
      description = "The same encoder in another form, such as an ONNX export: a row of its own.")
  private @Nullable String against;

  @Option(
      names = "--precision",
      paramLabel = "P",
      split = ",",
      description = "Precisions to compare. Default: all that suit the model.")
  private List<String> precisions = List.of();

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0", description = "Default: all.")
  private int threads;

  @Option(names = "--device", paramLabel = "D", defaultValue = "cpu", description = "cpu, cuda:N.")
  private String device = "cpu";

  @Option(
      names = "--batch-tokens",
      paramLabel = "N",
      defaultValue = "1024",
      description = "Tokens a run of an encoder. Default: ${DEFAULT-VALUE}.")
  private int batchTokens;

  @Option(
      names = "--texts",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many of the 1,000 bundled French texts to embed. Default: all.")
  private int texts;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Medians of this many. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "md",
      description = "md or json. Default: ${DEFAULT-VALUE}.")
  private String output = "md";

  @SuppressWarnings("UnusedVariable") // Failures looks for the option itself
  @Option(names = "--verbose", description = "Print the stack trace of a failure.")
  private boolean verbose;

  @Override
  public Integer call() throws IOException {
    require(output.equals("md") || output.equals("json"), "--output must be md or json");
    require(rounds >= 1, "--rounds must be 1 or more, got " + rounds);
    require(texts >= 1 && texts <= 1000, "--texts must be 1 to 1000, got " + texts);
    require(threads >= 0, "--threads must be 0 or more, got " + threads);
    require(batchTokens >= 1, "--batch-tokens must be 1 or more, got " + batchTokens);
    if (subject.shape == null) {
      require(keep == null, "--keep goes with --shape");
      ModelSource source = ModelSource.of(String.valueOf(subject.model));
      boolean generator = ModelReport.inspect(source).tasks().contains("generate");
      return measure(source, String.valueOf(subject.model), generator);
    }
    Shape shape = parsed(Shape::parse, subject.shape);
    Path folder = keep == null ? Files.createTempDirectory("langres-bench-") : keep;
    Files.createDirectories(folder);
    try {
      RandomCheckpoint.write(shape, folder);
      return measure(ModelSource.folder(folder), shape + ", random weights", shape.isGenerator());
    } finally {
      if (keep == null) {
        delete(folder);
      }
    }
  }

  private int measure(ModelSource source, String name, boolean generator) throws IOException {
    Map<String, String> header = new LinkedHashMap<>(Machine.describe());
    header.put("Langres", Version.langres());
    header.put("model", name);
    header.put("threads", threads == 0 ? "one a processor" : Integer.toString(threads));
    header.put("rounds", rounds + ", medians; the ways in turn, one warm-up each dropped");
    header.put("load before", Machine.load());
    ModelOptions options =
        ModelOptions.defaults()
            .withThreads(threads)
            .withDevice(parsed(Device::parse, device))
            .withBatchTokens(batchTokens);
    List<Table> tables =
        generator ? generator(source, options).run() : encoder(source, options).run();
    header.put("load after", Machine.load());
    print(new Report(header, tables));
    return 0;
  }

  private EncoderBench encoder(ModelSource source, ModelOptions options) throws IOException {
    List<Precision> all =
        chosen(List.of(Precision.FP32, Precision.INT8, Precision.INT8_REPRODUCIBLE));
    @Nullable ModelSource other = against == null ? null : ModelSource.of(against);
    return new EncoderBench(source, other, options, all, FrenchTexts.first(texts), rounds);
  }

  private GeneratorBench generator(ModelSource source, ModelOptions options) throws IOException {
    require(against == null, "--against goes with an encoder");
    List<Precision> all = chosen(List.of(Precision.INT4, Precision.INT8));
    return new GeneratorBench(source, options, all, FrenchTexts.first(texts), rounds);
  }

  private void print(Report report) throws IOException {
    PrintWriter out = Terminal.out();
    if (output.equals("json")) {
      report.json(out);
    } else {
      report.markdown(out);
    }
    out.flush();
  }

  private List<Precision> chosen(List<Precision> otherwise) {
    return precisions.isEmpty()
        ? otherwise
        : precisions.stream().map(name -> parsed(Precision::parse, name)).toList();
  }

  private <T> T parsed(Function<String, T> parser, String value) {
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Failures.message(e), e);
    }
  }

  private void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
