package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.SpecialTokens;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code tokenizer_config.json} and {@code special_tokens_map.json} declare. */
record TokenizerSettings(SpecialTokens specialTokens, int modelMaxLength) {
  private static final long MAX_BYTES = 64L << 20;
  private static final double MAX_SENSIBLE_LENGTH = 1e9;

  static TokenizerSettings read(TokenizerFolder folder, TokenizerJson json) {
    Path configFile = folder.file("tokenizer_config.json");
    JsonObject config = readOrEmpty(configFile);
    JsonObject map = readOrEmpty(folder.file("special_tokens_map.json"));
    SpecialTokensReader reader = new SpecialTokensReader(json.vocabulary(), config, map);
    SpecialTokens declared = reader.declared();
    SpecialTokens tokens =
        Files.exists(configFile)
            ? declared
            : new SpecialTokensGuess(json.vocabulary(), json.pipeline()).complete(declared);
    return new TokenizerSettings(tokens, modelMaxLength(config));
  }

  private static JsonObject readOrEmpty(Path file) {
    return Files.exists(file)
        ? Json.read(file, MAX_BYTES)
        : JsonObject.empty(String.valueOf(file.getFileName()));
  }

  private static int modelMaxLength(JsonObject config) {
    double length = config.numberOr("model_max_length", Double.MAX_VALUE);
    // transformers writes 1e30 for "no limit".
    return length >= 1 && length <= MAX_SENSIBLE_LENGTH ? (int) length : Integer.MAX_VALUE;
  }
}
