package io.github.langres.tokenizer.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON into plain Java values under fixed limits: depth {@value #MAX_DEPTH}, no duplicate
 * keys, nothing after the value. {@code NaN} and {@code Infinity} are read, because Python writes
 * them. Thread-safe.
 */
public final class Json {
  private static final int MAX_DEPTH = 200;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(64 << 20)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private Json() {}

  /** Reads a file that holds one JSON object. */
  public static JsonObject read(Path file, long maxBytes) {
    String source = String.valueOf(file.getFileName());
    try {
      long size = Files.size(file);
      if (size > maxBytes) {
        throw new JsonException(source + " has " + size + " bytes; at most " + maxBytes);
      }
      try (JsonParser parser = FACTORY.createParser(Files.readAllBytes(file))) {
        return JsonObject.object(source, document(source, parser));
      }
    } catch (NoSuchFileException e) {
      throw new JsonException(source + " is missing from " + file.getParent(), e);
    } catch (IOException e) {
      throw new JsonException(source + " is not valid JSON: " + firstLine(e), e);
    }
  }

  /** Parses one JSON value; {@code source} names it in errors. */
  public static @Nullable Object parse(String source, String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return document(source, parser);
    } catch (IOException e) {
      throw new JsonException(source + " is not valid JSON: " + firstLine(e), e);
    }
  }

  /** Parses one JSON object; {@code source} names it in errors. */
  public static JsonObject parseObject(String source, String text) {
    return JsonObject.object(source, parse(source, text));
  }

  static String kind(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof String text) {
      return "the string \"" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "\"";
    }
    if (value instanceof Map<?, ?>) {
      return "an object";
    }
    return value instanceof List<?> ? "a list" : value.toString();
  }

  private static @Nullable Object document(String source, JsonParser parser) throws IOException {
    if (parser.nextToken() == null) {
      throw new JsonException(source + " is empty; expected JSON");
    }
    Object value = value(parser);
    if (parser.nextToken() != null) {
      throw new JsonException(source + ": unexpected text after the JSON value");
    }
    return value;
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          parser.nextToken();
          object.put(key, value(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? (Object) parser.getDoubleValue()
              : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static String firstLine(IOException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
