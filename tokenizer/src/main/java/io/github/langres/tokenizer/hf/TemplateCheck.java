package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.TokenizerException;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the templates of a {@code TemplateProcessing} post-processor. */
final class TemplateCheck {
  private TemplateCheck() {}

  static void check(JsonObject template) {
    JsonObject tokens = template.objectOrEmpty("special_tokens");
    for (String name : tokens.keys()) {
      JsonObject token = tokens.objectOrEmpty(name);
      if (token.listOrEmpty("ids").size() != token.listOrEmpty("tokens").size()) {
        throw new TokenizerException(
            token.source() + ": \"ids\" and \"tokens\" must have the same length");
      }
    }
    sequences(template, "single", tokens, List.of("A"));
    sequences(template, "pair", tokens, List.of("A", "B"));
  }

  private static void sequences(
      JsonObject template, String key, JsonObject tokens, List<String> expected) {
    List<String> found = new ArrayList<>();
    for (Object item : template.listOrEmpty(key)) {
      JsonObject piece = JsonObject.object(template.source() + "#" + key, item);
      if (piece.has("Sequence")) {
        found.add(piece.objectOrEmpty("Sequence").string("id"));
      } else {
        String id = piece.objectOrEmpty("SpecialToken").string("id");
        if (!tokens.has(id)) {
          throw wrong(template, key, "uses " + id + ", which \"special_tokens\" lacks");
        }
      }
    }
    if (!found.stream().sorted().toList().equals(expected)) {
      throw wrong(template, key, "must hold the sequences " + expected + " once, got " + found);
    }
  }

  private static TokenizerException wrong(JsonObject part, String key, @Nullable String what) {
    return new TokenizerException(part.source() + ": \"" + key + "\" " + what);
  }
}
