package io.github.langres.tokenizer.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object with typed access; every error names the source and the key. Values are {@code
 * String}, {@code Long}, {@code Double}, {@code Boolean}, {@code List}, {@code Map} or {@code
 * null}. Immutable.
 */
public final class JsonObject {
  private final String source;
  private final Map<String, @Nullable Object> values;

  JsonObject(String source, Map<String, @Nullable Object> values) {
    this.source = source;
    this.values = values;
  }

  /** An object without keys, for files that may be absent. */
  public static JsonObject empty(String source) {
    return new JsonObject(source, Map.of());
  }

  /** An object of these values; {@code source} names it in errors. */
  public static JsonObject of(String source, Map<String, ? extends @Nullable Object> values) {
    return new JsonObject(source, new LinkedHashMap<>(values));
  }

  /** Where the object was read, for error messages. */
  public String source() {
    return source;
  }

  /** The keys, in file order. */
  public Set<String> keys() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** The raw value, or null when the key is absent or null. */
  public @Nullable Object get(String key) {
    return values.get(key);
  }

  /** True when the key holds a value other than null. */
  public boolean has(String key) {
    return values.get(key) != null;
  }

  /** The plain values, in file order; unmodifiable. */
  public Map<String, @Nullable Object> asMap() {
    return Collections.unmodifiableMap(values);
  }

  /** The string under the key, or the default when absent. */
  public @Nullable String stringOr(String key, @Nullable String otherwise) {
    Object value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof String text) {
      return text;
    }
    throw wrong(key, "a string", value);
  }

  /** The string under the key, or the default when absent; never null. */
  public String string(String key, String otherwise) {
    String value = stringOr(key, null);
    return value == null ? otherwise : value;
  }

  /** The string under the key. */
  public String string(String key) {
    String value = stringOr(key, null);
    if (value == null) {
      throw missing(key, "a string");
    }
    return value;
  }

  /** The 32-bit integer under the key, or the default when absent. */
  public int intOr(String key, int otherwise) {
    return has(key) ? integer(key) : otherwise;
  }

  /** The 32-bit integer under the key. */
  public int integer(String key) {
    Object value = values.get(key);
    if (value == null) {
      throw missing(key, "an integer");
    }
    if (value instanceof Long number && number == number.intValue()) {
      return number.intValue();
    }
    if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e9) {
      return number.intValue();
    }
    throw wrong(key, "a 32-bit integer", value);
  }

  /** The number under the key, or the default when absent. */
  public double numberOr(String key, double otherwise) {
    Object value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(key, "a number", value);
  }

  /** The boolean under the key, or the default when absent. */
  public boolean booleanOr(String key, boolean otherwise) {
    Object value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong(key, "true or false", value);
  }

  /** The object under the key, empty when absent. */
  public JsonObject objectOrEmpty(String key) {
    Object value = values.get(key);
    if (value == null) {
      return empty(source + "#" + key);
    }
    if (value instanceof Map<?, ?>) {
      return object(source + "#" + key, value);
    }
    throw wrong(key, "an object", value);
  }

  /** The list under the key, empty when absent. */
  public List<@Nullable Object> listOrEmpty(String key) {
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return Collections.unmodifiableList(new ArrayList<@Nullable Object>(list));
    }
    throw wrong(key, "a list", value);
  }

  /** Views a parsed value as an object. */
  public static JsonObject object(String source, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      @SuppressWarnings("unchecked") // Json.parse only makes maps with string keys
      Map<String, @Nullable Object> typed = (Map<String, @Nullable Object>) map;
      return new JsonObject(source, typed);
    }
    throw new JsonException(source + ": expected a JSON object, got " + Json.kind(value));
  }

  private JsonException missing(String key, String expected) {
    return new JsonException(source + ": \"" + key + "\" is missing; expected " + expected);
  }

  private JsonException wrong(String key, String expected, Object value) {
    return new JsonException(
        source + ": \"" + key + "\" must be " + expected + ", got " + Json.kind(value));
  }
}
