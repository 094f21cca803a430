package io.github.langres.cli;

import io.github.langres.models.EmbedOptions;
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

  @Override
  String read(JsonObject line) {
    return line.string("text");
  }

  @Override
  Answerer<String> open() {
    EmbedOptions options = EmbedOptions.defaults().withNormalize(!noNormalize);
    EmbedOptions chosen =
        pooling == null ? options : options.withPooling(model.parsed(PoolingMode::parse, pooling));
    TextEmbedder embedder = TextEmbedder.open(model.source(), model.options());
    return Answerer.of(embedder::close, texts -> answer(embedder, texts, chosen));
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
