package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.TokenizerException;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks the {@code model} of a tokenizer.json.
 *
 * @param ids the vocabulary
 * @param knowsUnknown whether a piece outside the vocabulary has a token
 */
record ModelCheck(Ids ids, boolean knowsUnknown) {

  /**
   * The vocabulary of the model alone.
   *
   * @param ids the id of each token
   * @param tokens the token of each id, null in holes
   * @param size how many entries the file has, which numbers the added tokens
   */
  record Ids(Map<String, Integer> ids, @Nullable String[] tokens, int size) {}

  static ModelCheck of(String source, JsonObject json) {
    String name = source + "#model";
    if (json.get("model") == null) {
      throw new TokenizerException(
          source + ": \"model\" is missing; expected a tokenizer.json of Hugging Face tokenizers");
    }
    JsonObject model = JsonObject.object(name, json.get("model"));
    Object vocab = model.get("vocab");
    if (vocab instanceof List<?> list) {
      return new ModelCheck(listed(name, list), model.has("unk_id"));
    }
    if (!(vocab instanceof Map<?, ?>)) {
      throw new TokenizerException(
          name + ": \"vocab\" must be an object of ids or a list of pieces with scores");
    }
    Ids ids = mapped(name, JsonObject.object(name + "#vocab", vocab));
    if (model.has("merges")) {
      checkMerges(name, model);
    }
    String unknown = model.stringOr("unk_token", null);
    // Byte-pair encoding drops what it does not know when no unknown token is declared.
    boolean knows = unknown == null ? model.has("merges") : ids.ids().containsKey(unknown);
    return new ModelCheck(ids, knows);
  }

  private static Ids listed(String name, List<?> pieces) {
    @Nullable String[] tokens = new @Nullable String[pieces.size()];
    Map<String, Integer> ids = new HashMap<>(2 * pieces.size());
    for (int i = 0; i < tokens.length; i++) {
      if (!(pieces.get(i) instanceof List<?> pair
          && pair.size() == 2
          && pair.get(0) instanceof String token
          && pair.get(1) instanceof Number)) {
        throw new TokenizerException(
            name + ": vocab[" + i + "] must be a piece and its score, such as [\"▁eau\", -7.5]");
      }
      tokens[i] = token;
      ids.put(token, i);
    }
    return new Ids(ids, tokens, tokens.length);
  }

  private static Ids mapped(String name, JsonObject vocab) {
    Map<String, Integer> ids = new HashMap<>(2 * vocab.keys().size());
    int max = -1;
    for (String token : vocab.keys()) {
      int id = vocab.integer(token);
      if (id < 0 || id > Vocabulary.MAX_ID) {
        throw new TokenizerException(
            name + ": the token " + token + " has the id " + id + "; expected 0 to 2^24");
      }
      ids.put(token, id);
      max = Math.max(max, id);
    }
    @Nullable String[] tokens = new @Nullable String[max + 1];
    ids.forEach(
        (token, id) -> {
          if (tokens[id] != null) {
            throw new TokenizerException(
                name + ": the tokens " + tokens[id] + " and " + token + " share the id " + id);
          }
          tokens[id] = token;
        });
    return new Ids(ids, tokens, ids.size());
  }

  /** The native builder cuts the prefix off each right half without looking. */
  private static void checkMerges(String name, JsonObject model) {
    String prefix = model.stringOr("continuing_subword_prefix", null);
    if (prefix == null || prefix.isEmpty()) {
      return;
    }
    List<@Nullable Object> merges = model.listOrEmpty("merges");
    for (int i = 0; i < merges.size(); i++) {
      String right = right(merges.get(i));
      if (right == null || !right.startsWith(prefix)) {
        throw new TokenizerException(
            name
                + ": merges["
                + i
                + "] must be two tokens, the second with the prefix "
                + prefix
                + ", got "
                + merges.get(i));
      }
    }
  }

  private static @Nullable String right(@Nullable Object merge) {
    if (merge instanceof String line) {
      return line.startsWith("#version") ? null : line.substring(line.lastIndexOf(' ') + 1);
    }
    return merge instanceof List<?> pair && pair.size() == 2 && pair.get(1) instanceof String right
        ? right
        : null;
  }
}
