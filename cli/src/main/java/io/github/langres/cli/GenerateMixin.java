package io.github.langres.cli;

import io.github.langres.models.GenerateOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that generates. */
final class GenerateMixin {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      description = "The longest answer. Default: as the folder says, else 256.")
  private @Nullable Integer maxNewTokens;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "0 is greedy, more samples. Default: as the folder says, else 0.")
  private @Nullable Double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      description = "Sample among so many of the likeliest tokens; 0 for all.")
  private @Nullable Integer topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Sample among the likeliest tokens whose probabilities reach that sum.")
  private @Nullable Double topP;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      description = "Leave out tokens less likely than that share of the likeliest.")
  private @Nullable Double minP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "X",
      description = "Over 1 makes what was said less likely.")
  private @Nullable Double repetitionPenalty;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed gives the same text. Default: drawn for each answer.")
  private @Nullable Long seed;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "End the answer before this text; may be given several times.")
  private List<String> stops = List.of();

  GenerateOptions options() {
    try {
      GenerateOptions options = GenerateOptions.defaults().withStops(stops);
      options = maxNewTokens == null ? options : options.withMaxNewTokens(maxNewTokens);
      options = temperature == null ? options : options.withTemperature(temperature);
      options = topK == null ? options : options.withTopK(topK);
      options = topP == null ? options : options.withTopP(topP);
      options = minP == null ? options : options.withMinP(minP);
      options =
          repetitionPenalty == null ? options : options.withRepetitionPenalty(repetitionPenalty);
      return seed == null ? options : options.withSeed(seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Failures.message(e), e);
    }
  }
}
