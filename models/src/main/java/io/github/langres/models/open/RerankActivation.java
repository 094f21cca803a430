package io.github.langres.models.open;

import io.github.langres.models.folder.ModelFolder;
import io.github.langres.models.head.Activation;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.Optional;

/** What a cross-encoder's logit goes through, where its folder says so; else a sigmoid. */
final class RerankActivation {
  private RerankActivation() {}

  /** The places of versions 6, 4 and earlier of sentence-transformers, in that order. */
  static Activation of(ModelFolder folder) {
    JsonObject config = folder.config();
    return folder
        .optionalJson("config_sentence_transformers.json")
        .flatMap(json -> named(json, "activation_fn"))
        .or(() -> named(config.objectOrEmpty("sentence_transformers"), "activation_fn"))
        .or(() -> named(config, "sbert_ce_default_activation_function"))
        .orElse(Activation.SIGMOID);
  }

  private static Optional<Activation> named(JsonObject json, String key) {
    return Optional.ofNullable(json.stringOr(key, null)).flatMap(Activation::parse);
  }
}
