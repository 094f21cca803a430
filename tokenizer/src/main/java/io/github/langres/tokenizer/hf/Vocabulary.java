package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.TokenizerException;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tokens and ids as the native library numbers them. Immutable. */
final class Vocabulary {
  static final int MAX_ID = 1 << 24;
  private static final Logger LOG = LoggerFactory.getLogger(Vocabulary.class);

  private final Map<String, Integer> ids;
  private final Set<String> added;
  private final @Nullable String[] tokens;

  private Vocabulary(Map<String, Integer> ids, Set<String> added, @Nullable String[] tokens) {
    this.ids = ids;
    this.added = added;
    this.tokens = tokens;
  }

  static Vocabulary of(String source, ModelCheck.Ids model, List<@Nullable Object> addedTokens) {
    Map<String, Integer> added = number(source, model, addedTokens);
    int maxId = model.tokens().length - 1;
    for (int id : added.values()) {
      maxId = Math.max(maxId, id);
    }
    @Nullable String[] tokens = new @Nullable String[maxId + 1];
    System.arraycopy(model.tokens(), 0, tokens, 0, model.tokens().length);
    Map<String, Integer> ids = new HashMap<>(model.ids());
    added.forEach(
        (token, id) -> {
          tokens[id] = token;
          ids.put(token, id);
        });
    return new Vocabulary(ids, added.keySet(), tokens);
  }

  /**
   * The native library ignores the declared ids: a token of the model keeps the model's id, others
   * follow in order.
   */
  private static Map<String, Integer> number(
      String source, ModelCheck.Ids model, List<@Nullable Object> addedTokens) {
    Map<String, Integer> added = new LinkedHashMap<>();
    int max = -1;
    for (int i = 0; i < addedTokens.size(); i++) {
      JsonObject token = JsonObject.object(source + "#added_tokens[" + i + "]", addedTokens.get(i));
      String content = token.string("content");
      int declared = token.integer("id");
      if (content.isEmpty() || added.containsKey(content)) {
        continue;
      }
      Integer known = model.ids().get(content);
      int id = known != null ? known : Math.max(max + 1, model.size());
      if (id > MAX_ID) {
        throw new TokenizerException(source + ": the id " + id + " of an added token is absurd");
      }
      if (id != declared) {
        LOG.warn("{}: added token {} gets id {}, not {}", source, content, id, declared);
      }
      added.put(content, id);
      max = Math.max(max, id);
    }
    return added;
  }

  int size() {
    return tokens.length;
  }

  int id(String token) {
    Integer id = ids.get(Objects.requireNonNull(token, "token is null"));
    return id == null ? -1 : id;
  }

  boolean isAdded(String token) {
    return added.contains(token);
  }

  String token(int id) {
    String token = id < 0 || id >= tokens.length ? null : tokens[id];
    if (token == null) {
      throw new TokenizerException(
          "no token has the id " + id + "; the vocabulary has ids 0 to " + (tokens.length - 1));
    }
    return token;
  }
}
