package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.TokenizerException;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks what surrounds the model. A value that the native library does not expect makes it panic,
 * and a panic ends the process; we look for keys rather than types, because it guesses missing
 * types.
 */
final class PipelineCheck {
  private static final List<String> PARTS =
      List.of("normalizer", "pre_tokenizer", "post_processor", "decoder");
  private static final int MAX_INSERTED = 1024;

  private final String source;
  private boolean patterns;

  PipelineCheck(String source) {
    this.source = source;
  }

  /** Returns whether the tokenizer splits or replaces with regular expressions. */
  boolean check(JsonObject json) {
    for (String part : PARTS) {
      if (json.has(part)) {
        visit(JsonObject.object(source + "#" + part, json.get(part)));
      }
    }
    return patterns;
  }

  private void visit(JsonObject part) {
    checkKnownPanics(part);
    for (String key : part.keys()) {
      Object value = part.get(key);
      if (value instanceof List<?> list && !isTemplate(key)) {
        for (Object item : list) {
          if (item instanceof Map<?, ?>) {
            visit(JsonObject.object(part.source() + "#" + key, item));
          } else if (item instanceof List<?>) {
            throw wrong(part, key, "must not hold lists");
          }
        }
      }
    }
  }

  private void checkKnownPanics(JsonObject part) {
    if (part.has("length") && part.integer("length") < 1) {
      throw wrong(part, "length", "must be at least 1");
    }
    if (part.has("stop") && part.integer("stop") != 0) {
      throw wrong(part, "stop", "must be 0: the native library cannot strip the end of tokens");
    }
    if (part.has("precompiled_charsmap") || "Precompiled".equals(part.get("type"))) {
      CharsmapCheck.check(
          part.source() + "#precompiled_charsmap", part.string("precompiled_charsmap"));
    }
    if (part.has("pattern")) {
      checkPattern(part);
    }
    for (String key : List.of("content", "prepend")) {
      if (part.get(key) instanceof String text && text.length() > MAX_INSERTED) {
        throw wrong(part, key, "has " + text.length() + " characters; at most " + MAX_INSERTED);
      }
    }
    if (part.has("single") || part.has("pair")) {
      TemplateCheck.check(part);
    }
    if ("ByteLevel".equals(part.get("type")) && part.booleanOr("use_regex", true)) {
      patterns = true;
    }
  }

  private void checkPattern(JsonObject part) {
    JsonObject pattern = part.objectOrEmpty("pattern");
    String regex = pattern.stringOr("Regex", null);
    boolean replaces = part.has("content");
    if (replaces && PatternCheck.matchesNothing(regex, pattern.stringOr("String", null))) {
      throw wrong(part, "pattern", "matches the empty text, which cannot be replaced");
    }
    if (regex != null) {
      patterns = true;
      if (PatternCheck.nestsRepetition(regex)) {
        throw wrong(
            part,
            "pattern",
            "repeats a group that repeats without bound inside, which can take for ever: " + regex);
      }
    }
  }

  private static boolean isTemplate(String key) {
    return key.equals("single") || key.equals("pair") || key.equals("sep") || key.equals("cls");
  }

  private static TokenizerException wrong(JsonObject part, String key, @Nullable String what) {
    return new TokenizerException(part.source() + ": \"" + key + "\" " + what);
  }
}
