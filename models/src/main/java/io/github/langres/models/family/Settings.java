package io.github.langres.models.family;

import io.github.langres.models.graph.Activation;
import io.github.langres.tokenizer.json.JsonObject;

/** Config values that have a default in the architecture's class. */
final class Settings {
  private Settings() {}

  static String text(JsonObject config, String key, String otherwise) {
    return config.has(key) ? config.string(key) : otherwise;
  }

  static Activation activation(JsonObject config, String key, String otherwise) {
    return Activation.parse(text(config, key, otherwise));
  }
}
