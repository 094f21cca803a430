package io.github.langres.models.task;

import io.github.langres.models.ModelException;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a sentence-transformers folder puts before texts.
 *
 * @param byName the prompts, in file order
 * @param defaultName the one that is used unless another is chosen
 */
public record Prompts(Map<String, String> byName, Optional<String> defaultName) {

  /** Reads {@code config_sentence_transformers.json}; no prompts when it is absent. */
  static Prompts read(ModelFolder folder) {
    JsonObject config =
        folder
            .optionalJson("config_sentence_transformers.json")
            .orElse(JsonObject.empty("config_sentence_transformers.json"));
    JsonObject prompts = config.objectOrEmpty("prompts");
    Map<String, String> byName = new LinkedHashMap<>();
    for (String name : prompts.keys()) {
      byName.put(name, prompts.string(name, ""));
    }
    return new Prompts(byName, Optional.ofNullable(config.stringOr("default_prompt_name", null)));
  }

  /**
   * The prompt of that name, or the default one; empty when there is neither.
   *
   * @throws ModelException.Input when the name was chosen and is not known
   */
  String choose(Optional<String> name) {
    if (name.isPresent() && !byName.containsKey(name.get())) {
      throw new ModelException.Input(
          "the folder has no prompt \"" + name.get() + "\"; it has " + byName.keySet());
    }
    return name.or(() -> defaultName).map(chosen -> byName.getOrDefault(chosen, "")).orElse("");
  }
}
