package io.github.langres.models.task;

import io.github.langres.models.folder.ModelFolder;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;

/**
 * How a sentence-transformers folder reads a text.
 *
 * @param maxTokens {@code max_seq_length}, or {@link Integer#MAX_VALUE}
 * @param lowerCase {@code do_lower_case}
 */
public record SentenceInput(int maxTokens, boolean lowerCase) {
  /** The names that the file has had. */
  private static final List<String> FILES =
      List.of(
          "sentence_bert_config.json",
          "sentence_roberta_config.json",
          "sentence_distilbert_config.json",
          "sentence_camembert_config.json",
          "sentence_albert_config.json",
          "sentence_xlm-roberta_config.json",
          "sentence_xlnet_config.json");

  static SentenceInput read(ModelFolder folder) {
    JsonObject config =
        FILES.stream()
            .flatMap(name -> folder.optionalJson(name).stream())
            .findFirst()
            .orElse(JsonObject.empty(FILES.get(0)));
    return new SentenceInput(
        config.intOr("max_seq_length", Integer.MAX_VALUE),
        config.booleanOr("do_lower_case", false));
  }
}
