package io.github.langres.cli;

import io.github.langres.engine.Device;
import io.github.langres.models.LongText;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelSource;
import io.github.langres.models.Precision;
import io.github.langres.models.TextGenerator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that runs a model. */
final class ModelOptionsMixin {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "Model folder in Hugging Face layout, or fr-mini-encoder or fr-mini-generator.")
  private String model = "";

  @Option(
      names = "--precision",
      paramLabel = "P",
      description =
          "fp32, int8 (fast), int8-reproducible, or int4 (models that write). Default: as the folder"
              + " was built, else fp32.")
  private @Nullable String precision;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Processor threads. Default: one a core.")
  private int threads;

  @Option(
      names = "--device",
      paramLabel = "D",
      defaultValue = "cpu",
      description = "cpu or cuda:N. Default: ${DEFAULT-VALUE}.")
  private String device = "cpu";

  @Option(
      names = "--batch-tokens",
      paramLabel = "N",
      defaultValue = "1024",
      description = "Tokens a run, padding included. Default: ${DEFAULT-VALUE}.")
  private int batchTokens;

  @Option(
      names = "--long-text",
      paramLabel = "HOW",
      defaultValue = "truncate",
      description =
          "What to do with a text of more tokens than the model accepts: truncate, error, or"
              + " windows (classify, zero-shot, ner, rerank, embed). Default: ${DEFAULT-VALUE}.")
  private String longText = "truncate";

  @Option(
      names = "--context",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Tokens of prompt and answer together, of models that write. Default: as trained, at most"
              + " 32,768.")
  private int context;

  @SuppressWarnings("UnusedVariable") // Failures looks for the option itself
  @Option(names = "--verbose", description = "Print the stack trace of a failure.")
  private boolean verbose;

  ModelSource source() {
    return ModelSource.of(model);
  }

  /** Opens the model for writing; large ones take seconds. */
  TextGenerator generator() {
    ModelOptions options = options();
    return Terminal.opening(model, () -> TextGenerator.open(source(), options));
  }

  ModelOptions options() {
    require(threads >= 0, "--threads must be 0 or more, got " + threads);
    require(batchTokens >= 1, "--batch-tokens must be 1 or more, got " + batchTokens);
    require(context >= 0, "--context must be 0 or more, got " + context);
    ModelOptions options =
        ModelOptions.defaults()
            .withThreads(threads)
            .withDevice(parsed(Device::parse, device))
            .withBatchTokens(batchTokens)
            .withContextTokens(context)
            .withLongText(parsed(LongText::parse, longText));
    return precision == null ? options : options.withPrecision(parsed(Precision::parse, precision));
  }

  /** Parses an option's value; a value that it refuses is a usage error. */
  <T> T parsed(Function<String, T> parser, String value) {
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException e) {
      throw usage(Failures.message(e));
    }
  }

  /** Refuses the command line unless the condition holds. */
  void require(boolean condition, String otherwise) {
    if (!condition) {
      throw usage(otherwise);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
