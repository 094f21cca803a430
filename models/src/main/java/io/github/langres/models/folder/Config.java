package io.github.langres.models.folder;

import io.github.langres.models.ModelException;
import io.github.langres.tokenizer.json.JsonException;
import io.github.langres.tokenizer.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@code config.json} says, checked. */
final class Config {
  /** Families whose position ids start after the pad id, so that they lose pad + 1 positions. */
  private static final Set<String> POSITIONS_AFTER_PAD =
      Set.of("camembert", "roberta", "xlm-roberta", "xlm-roberta-xl", "mpnet", "longformer");

  private static final Pattern CLASS_INDEX = Pattern.compile("0|[1-9]\\d{0,5}");

  private Config() {}

  /** The config of the text model: a composite one keeps its sizes in {@code text_config}. */
  static JsonObject ofText(Path folder, JsonObject config) {
    try {
      JsonObject text = config.objectOrEmpty("text_config");
      Map<String, @Nullable Object> values = new LinkedHashMap<>(text.asMap());
      for (String key : config.keys()) {
        if (config.has(key) || !text.has(key)) {
          values.put(key, config.get(key));
        }
      }
      return text.keys().isEmpty() ? config : JsonObject.of(config.source(), values);
    } catch (JsonException e) {
      throw new ModelException.Folder(folder + ": " + e.getMessage(), e);
    }
  }

  static int firstPosition(JsonObject config) {
    return POSITIONS_AFTER_PAD.contains(config.string("model_type", ""))
        ? config.intOr("pad_token_id", 1) + 1
        : 0;
  }

  static int maxPositions(Path folder, JsonObject config) {
    String key = config.has("max_position_embeddings") ? "max_position_embeddings" : "n_positions";
    if (!config.has(key)) {
      return Integer.MAX_VALUE;
    }
    int positions = config.integer(key);
    String type = config.string("model_type", "");
    long usable =
        POSITIONS_AFTER_PAD.contains(type)
            ? positions - (long) config.intOr("pad_token_id", 1) - 1
            : positions;
    if (usable < 1 || usable > positions) {
      throw new ModelException.Folder(
          folder
              + ": config.json leaves "
              + usable
              + " tokens to a text ("
              + key
              + " "
              + positions
              + ", pad_token_id "
              + config.intOr("pad_token_id", 1)
              + ")");
    }
    return (int) usable;
  }

  static List<String> labels(Path folder, JsonObject config) {
    JsonObject map = config.objectOrEmpty("id2label");
    TreeMap<Integer, String> byIndex = new TreeMap<>();
    for (String key : map.keys()) {
      if (!CLASS_INDEX.matcher(key).matches()) {
        throw new ModelException.Folder(
            folder
                + ": config.json id2label has the key \""
                + Names.shown(key)
                + "\"; expected a class index");
      }
      if (map.get(key) instanceof Map || map.get(key) instanceof List) {
        throw new ModelException.Folder(
            folder + ": config.json id2label gives no name for the class " + key);
      }
      byIndex.put(Integer.valueOf(key), String.valueOf(map.get(key)));
    }
    List<String> labels = new ArrayList<>();
    for (int i = 0; !byIndex.isEmpty() && i <= byIndex.lastKey(); i++) {
      labels.add(byIndex.getOrDefault(i, "LABEL_" + i));
    }
    return labels;
  }
}
