package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.SpecialTokens;
import io.github.langres.tokenizer.SpecialTokens.SpecialToken;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads special tokens that files declare by name. */
final class SpecialTokensReader {
  private static final Logger LOG = LoggerFactory.getLogger(SpecialTokensReader.class);

  private final Vocabulary vocabulary;
  private final List<JsonObject> sources;

  /** Earlier sources win. */
  SpecialTokensReader(Vocabulary vocabulary, JsonObject... sources) {
    this.vocabulary = vocabulary;
    this.sources = List.of(sources);
  }

  SpecialTokens declared() {
    return new SpecialTokens(
        token("bos_token"),
        token("eos_token"),
        token("cls_token"),
        token("sep_token"),
        token("pad_token"),
        token("unk_token"),
        token("mask_token"));
  }

  private Optional<SpecialToken> token(String key) {
    for (JsonObject source : sources) {
      String text = text(source, key);
      if (text != null) {
        int id = vocabulary.id(text);
        if (id >= 0) {
          return Optional.of(new SpecialToken(text, id));
        }
        LOG.warn("{}: {} is {}, which the vocabulary lacks", source.source(), key, text);
      }
    }
    return Optional.empty();
  }

  /** The token, written as a string or as an object with its matching rules. */
  private static @Nullable String text(JsonObject source, String key) {
    return source.get(key) instanceof Map<?, ?>
        ? source.objectOrEmpty(key).stringOr("content", null)
        : source.stringOr(key, null);
  }
}
