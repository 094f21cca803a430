package io.github.langres.cli;

import io.github.langres.models.BuiltModel;
import io.github.langres.models.ModelSource;
import io.github.langres.models.Precision;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "build",
    description = "Builds a checkpoint into a folder that opens faster, quantized on request.")
final class Build implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Parameters(paramLabel = "HFDIR", description = "Model folder with safetensors.")
  private String source = "";

  @Option(names = "-o", required = true, paramLabel = "DIR", description = "Where to build.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Path target;

  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "fp32",
      description =
          "fp32, int8, int8-reproducible, or int4 (models that write). Default: ${DEFAULT-VALUE}.")
  private String precision = "fp32";

  @Option(
      names = "--prepacked",
      description =
          "Also pack the weights for this processor: processes share them, and open with little"
              + " memory of their own.")
  private boolean prepacked;

  @SuppressWarnings("UnusedVariable") // Failures looks for the option itself
  @Option(names = "--verbose", description = "Print the stack trace of a failure.")
  private boolean verbose;

  @Override
  public Integer call() {
    Precision chosen;
    try {
      chosen = Precision.parse(precision);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Failures.message(e), e);
    }
    ModelSource checkpoint = ModelSource.of(source);
    BuiltModel built =
        prepacked
            ? BuiltModel.buildPrepacked(checkpoint, target, chosen)
            : BuiltModel.build(checkpoint, target, chosen);
    PrintWriter out = Terminal.out();
    out.printf(Locale.ROOT, "built       %s%n", built.folder());
    out.printf(Locale.ROOT, "precision   %s%n", built.precision());
    built
        .prepackedFor()
        .ifPresent(processor -> out.printf(Locale.ROOT, "prepacked   for %s%n", processor));
    out.printf(Locale.ROOT, "heads       %s%n", String.join(", ", built.heads()));
    out.printf(
        Locale.ROOT,
        "weights     %s, from %s%n",
        Terminal.bytes(built.builtBytes()),
        Terminal.bytes(built.sourceBytes()));
    out.printf(Locale.ROOT, "time        %.1f s%n", built.elapsed().toMillis() / 1e3);
    if (Double.isNaN(built.meanCosine())) {
      out.printf("difference  not measured: in fp32 the model does not fit into the memory%n");
    } else {
      out.printf(
          Locale.ROOT,
          "difference  cosine to fp32: mean %.6f, least %.6f%n",
          built.meanCosine(),
          built.minCosine());
    }
    if (built.meanDivergence() > 0) {
      out.printf(
          Locale.ROOT,
          "            next token's distribution: %.6f nats from fp32%n",
          built.meanDivergence());
    }
    out.flush();
    return 0;
  }
}
