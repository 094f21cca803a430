package io.github.langres.tokenizer.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message of a chat: any JSON object, in order, such as {@code role}, {@code content}, {@code
 * tool_calls}, {@code reasoning_content}. Values are String, Boolean, numbers, List, Map or null,
 * and must not change afterwards.
 *
 * @param fields {@code role} is a non-empty string; templates print it into their own markup, so it
 *     must not come from an untrusted user
 */
public record Message(Map<String, @Nullable Object> fields) {

  public Message {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    if (!(fields.get("role") instanceof String role) || role.isEmpty()) {
      throw new IllegalArgumentException(
          "a message needs a \"role\" that is a non-empty string, got " + fields.get("role"));
    }
  }

  /** A message with text. */
  public static Message of(String role, String content) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("role", role);
    fields.put("content", content);
    return new Message(fields);
  }

  public static Message system(String content) {
    return of("system", content);
  }

  public static Message user(String content) {
    return of("user", content);
  }

  public static Message assistant(String content) {
    return of("assistant", content);
  }

  /** The result of a tool. */
  public static Message tool(String content) {
    return of("tool", content);
  }

  /** This message with one field more, or replaced. */
  public Message with(String field, @Nullable Object value) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(fields);
    changed.put(field, value);
    return new Message(changed);
  }

  public String role() {
    return String.valueOf(fields.get("role"));
  }

  /** The content when it is plain text, else null. */
  public @Nullable String content() {
    return fields.get("content") instanceof String text ? text : null;
  }
}
