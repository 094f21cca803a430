package io.github.langres.tokenizer.chat.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Python's {@code str()} and {@code repr()}. Values are shallow by construction, see Seq. */
final class Repr {
  private Repr() {}

  static Text str(Context context, Object value) {
    if (value instanceof Text text) {
      return text;
    } else if (value instanceof Undefined) {
      return Text.EMPTY;
    } else if (value instanceof Seq || value instanceof Dict) {
      TextBuilder out = context.text();
      repr(context, value, out);
      return out.toText();
    }
    return Text.of(scalar(value));
  }

  static Text repr(Context context, Object value) {
    TextBuilder out = context.text();
    repr(context, value, out);
    return out.toText();
  }

  private static void repr(Context context, Object value, TextBuilder out) {
    context.step(1);
    if (value instanceof Text text) {
      out.append(quote(text), text.fromCaller());
    } else if (value instanceof Undefined) {
      out.append("Undefined");
    } else if (value instanceof Seq seq && seq.kind() != Seq.Kind.RANGE) {
      out.append(seq.kind().open);
      list(context, seq.items(), out);
      boolean single = seq.kind() == Seq.Kind.TUPLE && seq.items().size() == 1;
      out.append(single ? ",)" : seq.kind().close);
    } else if (value instanceof Dict dict) {
      String separator = "{";
      for (Map.Entry<Object, Object> entry : dict.entries().entrySet()) {
        out.append(separator);
        repr(context, entry.getKey(), out);
        out.append(": ");
        repr(context, entry.getValue(), out);
        separator = ", ";
      }
      out.append(dict.entries().isEmpty() ? "{}" : "}");
    } else {
      out.append(scalar(value));
    }
  }

  private static void list(Context context, List<Object> items, TextBuilder out) {
    String separator = "";
    for (Object item : items) {
      out.append(separator);
      repr(context, item, out);
      separator = ", ";
    }
  }

  private static String scalar(Object value) {
    if (value instanceof Boolean bool) {
      return bool ? "True" : "False";
    } else if (value instanceof Long number) {
      return number.toString();
    } else if (value instanceof Double number) {
      return Numbers.repr(number);
    } else if (value instanceof None) {
      return "None";
    }
    throw new JinjaException(
        "a '" + Values.typeName(value) + "' cannot be printed; turn it into a list or call it");
  }

  private static String quote(Text text) {
    String value = text.value();
    char quote = value.indexOf('\'') >= 0 && value.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder out = new StringBuilder(value.length() + 2).append(quote);
    value.codePoints().forEach(c -> escape(c, quote, out));
    out.append(quote);
    return text.safe() ? "Markup(" + out + ")" : out.toString();
  }

  private static void escape(int c, char quote, StringBuilder out) {
    if (c == quote || c == '\\') {
      out.append('\\').append((char) c);
    } else if (c == '\n') {
      out.append("\\n");
    } else if (c == '\r') {
      out.append("\\r");
    } else if (c == '\t') {
      out.append("\\t");
    } else if (c == ' ' || Characters.isPrintable(c)) {
      out.appendCodePoint(c);
    } else if (c < 0x100) {
      out.append(String.format(Locale.ROOT, "\\x%02x", c));
    } else {
      out.append(String.format(Locale.ROOT, c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
    }
  }
}
