package io.github.langres.cli;

import io.github.langres.models.EmbedOptions;
import io.github.langres.models.ModelException;
import io.github.langres.models.PoolingMode;
import io.github.langres.models.TextEmbedder;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "embed", description = "Text to a vector.")
final class Embed extends LineCommand<String> {

  @Option(
      names = "--pooling",
      paramLabel = "MODE",
      description =
          "cls, mean, max, mean_sqrt_len, weightedmean or lasttoken. Default: as the folder says.")
  private @Nullable String pooling;

  @Option(
      names = "--no-normalize",
      description = "Leave out the L2 normalization that the folder asks for.")
  private boolean noNormalize;

  @Option(
      names = "--prompt-name",
      paramLabel = "NAME",
      description = "The folder's prompt to put before each text. Default: as the folder says.")
  private @Nullable String promptName;

  @Option(
      names = "--dimensions",
      paramLabel = "N",
      description = "Keep the first N dimensions (Matryoshka). Default: all.")
  private @Nullable Integer dimensions;

  @Override
  String read(JsonObject line) {
    return line.string("text");
  }

  @Override
  Answerer<String> open() {
    EmbedOptions chosen = options();
    TextEmbedder embedder = TextEmbedder.open(model.source(), model.options());
    try {
      // What the folder lacks is said once, not for every line.
      embedder.embed(List.of(), chosen);
    } catch (ModelException e) {
      embedder.close();
      throw e;
    }
    return Answerer.of(embedder::close, texts -> answer(embedder, texts, chosen));
  }

  private EmbedOptions options() {
    EmbedOptions options = EmbedOptions.defaults().withNormalize(!noNormalize);
    if (pooling != null) {
      options = options.withPooling(model.parsed(PoolingMode::parse, pooling));
    }
    if (promptName != null) {
      options = options.withPromptName(promptName);
    }
    if (dimensions != null) {
      model.require(dimensions >= 1, "--dimensions must be 1 or more, got " + dimensions);
      options = options.withDimensions(dimensions);
    }
    return options;
  }

  private static List<JsonValue> answer(
      TextEmbedder embedder, List<String> texts, EmbedOptions options) {
    List<JsonValue> answers = new ArrayList<>();
    for (float[] vector : embedder.embed(texts, options)) {
      answers.add(json -> JsonValue.floats(json, "embedding", vector));
    }
    return answers;
  }
}
