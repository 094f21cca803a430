package io.github.langres.tokenizer.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code json.dumps} as the {@code tojson} of transformers calls it.
 *
 * @param indent one level of indentation, or null for a single line
 */
record JsonWriter(
    Context context,
    boolean ensureAscii,
    @Nullable String indent,
    Text itemSeparator,
    Text keySeparator,
    boolean sortKeys) {

  void write(Object value, int level, TextBuilder out) {
    context.step(1);
    if (value instanceof Text text) {
      out.append(quote(text.value()), text.fromCaller());
    } else if (value instanceof Seq seq
        && (seq.kind() == Seq.Kind.LIST || seq.kind() == Seq.Kind.TUPLE)) {
      array(seq.items(), level, out);
    } else if (value instanceof Dict dict) {
      object(dict, level, out);
    } else {
      out.append(scalar(value));
    }
  }

  private void array(List<Object> items, int level, TextBuilder out) {
    if (items.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append("[");
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        out.append(itemSeparator);
      }
      newLine(level + 1, out);
      write(items.get(i), level + 1, out);
    }
    newLine(level, out);
    out.append("]");
  }

  private void object(Dict dict, int level, TextBuilder out) {
    if (dict.entries().isEmpty()) {
      out.append("{}");
      return;
    }
    List<Map.Entry<Object, Object>> entries = new ArrayList<>(dict.entries().entrySet());
    if (sortKeys) {
      entries.sort((a, b) -> Ops.compare(context, a.getKey(), b.getKey()));
    }
    out.append("{");
    boolean first = true;
    for (Map.Entry<Object, Object> entry : entries) {
      if (!first) {
        out.append(itemSeparator);
      }
      first = false;
      newLine(level + 1, out);
      Object key = entry.getKey();
      out.append(
          quote(key instanceof Text text ? text.value() : scalar(key)),
          key instanceof Text text && text.fromCaller());
      out.append(keySeparator);
      write(entry.getValue(), level + 1, out);
    }
    newLine(level, out);
    out.append("}");
  }

  private void newLine(int level, TextBuilder out) {
    if (indent != null) {
      out.append("\n");
      for (int i = 0; i < level; i++) {
        out.append(indent);
      }
    }
  }

  private static String scalar(Object value) {
    if (value instanceof Boolean bool) {
      return bool ? "true" : "false";
    } else if (value instanceof None) {
      return "null";
    } else if (value instanceof Long number) {
      return number.toString();
    } else if (value instanceof Double number) {
      if (number.isNaN()) {
        return "NaN";
      }
      return number.isInfinite() ? (number > 0 ? "Infinity" : "-Infinity") : Numbers.repr(number);
    }
    throw new JinjaException(
        "tojson: a value of type '" + Values.typeName(value) + "' is not JSON serializable");
  }

  private String quote(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\f' -> out.append("\\f");
        case '\b' -> out.append("\\b");
        default -> {
          if (c < 0x20 || (ensureAscii && c > 0x7e)) {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
