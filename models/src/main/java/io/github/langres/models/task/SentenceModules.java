package io.github.langres.models.task;

import io.github.langres.models.ModelException;
import io.github.langres.models.PoolingMode;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonException;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What a sentence-transformers folder does after the transformer.
 *
 * @param pooling how the tokens become one vector
 * @param normalize true for a final L2 normalization
 * @param maxTokens {@code max_seq_length}, or {@link Integer#MAX_VALUE}
 */
public record SentenceModules(PoolingMode pooling, boolean normalize, int maxTokens) {

  /** Reads {@code modules.json} and what it points to; mean pooling when there is none. */
  public static SentenceModules read(ModelFolder folder) {
    int maxTokens =
        folder
            .optionalJson("sentence_bert_config.json")
            .map(json -> json.intOr("max_seq_length", Integer.MAX_VALUE))
            .orElse(Integer.MAX_VALUE);
    Optional<String> text = folder.optionalText("modules.json");
    if (text.isEmpty()) {
      return new SentenceModules(PoolingMode.MEAN, false, maxTokens);
    }
    PoolingMode pooling = PoolingMode.MEAN;
    boolean normalize = false;
    for (Object entry : modules(folder, text.get())) {
      JsonObject module = JsonObject.object("modules.json", entry);
      String type = module.string("type");
      switch (type.substring(type.lastIndexOf('.') + 1)) {
        case "Transformer" -> {}
        case "Pooling" ->
            pooling =
                folder
                    .optionalJson(module.string("path") + "/config.json")
                    .map(SentenceModules::pooling)
                    .orElse(PoolingMode.MEAN);
        case "Normalize" -> normalize = true;
        default ->
            throw new ModelException.Unsupported(
                folder.path() + ": modules.json asks for " + type + ", which is not supported");
      }
    }
    return new SentenceModules(pooling, normalize, maxTokens);
  }

  private static List<?> modules(ModelFolder folder, String text) {
    try {
      if (Json.parse("modules.json", text) instanceof List<?> list) {
        return list;
      }
    } catch (JsonException e) {
      throw new ModelException.Folder(folder.path() + ": " + e.getMessage(), e);
    }
    throw new ModelException.Folder(folder.path() + ": modules.json must be a JSON list");
  }

  private static PoolingMode pooling(JsonObject config) {
    for (PoolingMode mode : PoolingMode.values()) {
      String key =
          switch (mode) {
            case CLS -> "pooling_mode_cls_token";
            case LASTTOKEN -> "pooling_mode_lasttoken";
            case MEAN, MAX, WEIGHTEDMEAN -> "pooling_mode_" + mode + "_tokens";
            case MEAN_SQRT_LEN -> "pooling_mode_mean_sqrt_len_tokens";
          };
      if (config.booleanOr(key, false)) {
        return mode;
      }
    }
    throw new ModelException.Folder(config.source() + " turns no pooling mode on");
  }
}
