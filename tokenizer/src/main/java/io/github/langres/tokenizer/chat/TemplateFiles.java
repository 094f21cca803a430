package io.github.langres.tokenizer.chat;

import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonException;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the templates of a model folder, by name. */
final class TemplateFiles {
  private static final long MAX_TEMPLATE_BYTES = 4 << 20;
  private static final long MAX_CONFIG_BYTES = 64 << 20;

  private TemplateFiles() {}

  static Map<String, String> read(Path folder) {
    try {
      Path jinja = folder.resolve("chat_template.jinja");
      Map<String, String> found = new HashMap<>();
      if (Files.isRegularFile(jinja)) {
        found.put("default", text(jinja));
      } else {
        found.putAll(config(folder.resolve("tokenizer_config.json")));
        if (found.isEmpty()) {
          found.putAll(config(folder.resolve("chat_template.json")));
        }
      }
      additional(folder.resolve("additional_chat_templates"), found);
      return found;
    } catch (IOException | JsonException e) {
      throw new ChatTemplateException("cannot read the chat template: " + e.getMessage(), e);
    }
  }

  /** The special tokens by the names that templates use, such as {@code bos_token}. */
  static Map<String, String> specialTokens(Path folder) {
    Map<String, String> tokens = new HashMap<>();
    // tokenizer_config.json is the authority; special_tokens_map.json fills what it leaves out.
    for (String name : List.of("tokenizer_config.json", "special_tokens_map.json")) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        declaredTokens(file).forEach(tokens::putIfAbsent);
      }
    }
    return tokens;
  }

  private static Map<String, String> declaredTokens(Path file) {
    Map<String, String> tokens = new HashMap<>();
    try {
      JsonObject config = Json.read(file, MAX_CONFIG_BYTES);
      for (String key : config.keys()) {
        Object value = config.get(key);
        if (key.endsWith("_token") && value instanceof String token) {
          tokens.put(key, token);
        } else if (key.endsWith("_token") && value instanceof Map<?, ?>) {
          tokens.put(key, config.objectOrEmpty(key).string("content"));
        }
      }
      return tokens;
    } catch (JsonException e) {
      throw new ChatTemplateException("cannot read the special tokens: " + e.getMessage(), e);
    }
  }

  private static String text(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MAX_TEMPLATE_BYTES) {
      throw new ChatTemplateException(
          file.getFileName() + " has " + size + " bytes; at most " + MAX_TEMPLATE_BYTES, 0);
    }
    return Files.readString(file);
  }

  private static void additional(Path folder, Map<String, String> found) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jinja")) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        found.putIfAbsent(name.substring(0, name.length() - ".jinja".length()), text(file));
      }
    }
  }

  /** {@code chat_template} is a string, or a list of {@code {"name", "template"}}. */
  private static Map<String, String> config(Path file) {
    Map<String, String> found = new HashMap<>();
    if (!Files.isRegularFile(file)) {
      return found;
    }
    JsonObject config = Json.read(file, MAX_CONFIG_BYTES);
    if (config.get("chat_template") instanceof List<?> list) {
      for (Object entry : list) {
        JsonObject named = JsonObject.object(config.source() + "#chat_template", entry);
        found.put(named.string("name"), named.string("template"));
      }
    } else if (config.has("chat_template")) {
      found.put("default", config.string("chat_template"));
    }
    return found;
  }
}
