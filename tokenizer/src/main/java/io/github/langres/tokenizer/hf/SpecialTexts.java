package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.json.JsonObject;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The special ones among the added tokens.
 *
 * @param texts what they are written as, the longest first
 */
record SpecialTexts(List<String> texts, BitSet ids) {

  static SpecialTexts of(TokenizerJson json) {
    Set<String> texts = new LinkedHashSet<>();
    BitSet ids = new BitSet();
    for (Object entry : json.pipeline().listOrEmpty("added_tokens")) {
      JsonObject token = JsonObject.object(json.source() + "#added_tokens", entry);
      String text = token.string("content");
      if (token.booleanOr("special", false) && !text.isEmpty()) {
        texts.add(text);
        ids.set(json.vocabulary().id(text));
      }
    }
    return new SpecialTexts(
        texts.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList(), ids);
  }

  boolean isSpecial(int id) {
    return id >= 0 && ids.get(id);
  }
}
