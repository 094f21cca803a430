package io.github.langres.cli;

import io.github.langres.tokenizer.json.JsonException;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Reads fields that several commands share. */
final class Lines {
  private Lines() {}

  /** The {@code ids} of a line. */
  static int[] ids(JsonObject line) {
    return ints(line, "ids");
  }

  /** A list of whole numbers; empty when absent and another key is there. */
  static int[] ints(JsonObject line, String key) {
    if (!line.has(key)) {
      throw new JsonException("line: \"" + key + "\" is missing; expected a list of token ids");
    }
    List<?> values = line.listOrEmpty(key);
    int[] ids = new int[values.size()];
    for (int i = 0; i < ids.length; i++) {
      if (!(values.get(i) instanceof Long id) || id < 0 || id > Integer.MAX_VALUE) {
        throw new JsonException(
            "line: \"" + key + "\" has " + values.get(i) + " at " + i + "; expected a token id");
      }
      ids[i] = id.intValue();
    }
    return ids;
  }

  /** A list of texts. */
  static List<String> strings(JsonObject line, String key) {
    if (!line.has(key)) {
      throw new JsonException("line: \"" + key + "\" is missing; expected a list of texts");
    }
    List<String> texts = new ArrayList<>();
    for (Object value : line.listOrEmpty(key)) {
      if (!(value instanceof String text)) {
        throw new JsonException(
            "line: \"" + key + "\" has " + value + " at " + texts.size() + "; expected a text");
      }
      texts.add(text);
    }
    return texts;
  }
}
