package io.github.langres.tokenizer.chat.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code "…" % values}. */
final class PercentFormat {
  private final Context context;
  private final Text format;
  private final Object values;
  private final TextBuilder out;
  private int position;
  private int used;

  private PercentFormat(Context context, Text format, Object values) {
    this.context = context;
    this.format = format;
    this.values = values;
    this.out = context.text();
  }

  static Text apply(Context context, Text format, Object values) {
    PercentFormat run = new PercentFormat(context, format, values);
    run.all();
    return run.out.toText().asSafe(format.safe());
  }

  private void all() {
    String text = format.value();
    boolean named = false;
    while (position < text.length()) {
      int percent = text.indexOf('%', position);
      int end = percent < 0 ? text.length() : percent;
      out.append(format.slice(position, end));
      position = end + 1;
      if (percent >= 0) {
        named |= text.startsWith("(", position);
        directive();
      }
    }
    boolean mapping = values instanceof Dict || (values instanceof Seq seq && !isTuple(seq));
    if (!named && !mapping && used < valueCount()) {
      throw new JinjaException("not all arguments converted during string formatting");
    }
  }

  private static boolean isTuple(Seq seq) {
    return seq.kind() == Seq.Kind.TUPLE;
  }

  private int valueCount() {
    return values instanceof Seq seq && isTuple(seq) ? seq.items().size() : 1;
  }

  private void directive() {
    Object named = name();
    StringBuilder flags = new StringBuilder();
    while ("-+ #0".indexOf(peek()) >= 0) {
      flags.append(next());
    }
    int width = number();
    int precision = -1;
    if (peek() == '.') {
      position++;
      precision = number();
    }
    while ("hlL".indexOf(peek()) >= 0) {
      position++;
    }
    char type = next();
    if (type == '%') {
      out.append("%");
      return;
    }
    Object value = named == null ? nextValue() : named;
    write(type, value, flags.toString(), width, precision);
  }

  private @Nullable Object name() {
    if (peek() != '(') {
      return null;
    }
    int close = format.value().indexOf(')', position);
    if (close < 0 || !(values instanceof Dict dict)) {
      throw new JinjaException("format: a name in parentheses needs a mapping and a ')'");
    }
    String key = format.value().substring(position + 1, close);
    position = close + 1;
    Object value = dict.get(key);
    if (value == null) {
      throw new JinjaException("format: no key '" + key + "'");
    }
    return value;
  }

  private char peek() {
    if (position >= format.value().length()) {
      throw new JinjaException("incomplete format: a directive lacks its letter");
    }
    return format.value().charAt(position);
  }

  private char next() {
    char c = peek();
    position++;
    return c;
  }

  /** A width or precision, {@code *} taking it from the values. */
  private int number() {
    if (peek() == '*') {
      position++;
      return (int) Math.min(Integer.MAX_VALUE, Numbers.integer(nextValue(), "%*"));
    }
    long number = 0;
    while (peek() >= '0' && peek() <= '9') {
      number = Math.min(Integer.MAX_VALUE, number * 10 + next() - '0');
    }
    return (int) number;
  }

  private Object nextValue() {
    if (values instanceof Seq seq && isTuple(seq)) {
      List<Object> items = seq.items();
      if (used >= items.size()) {
        throw new JinjaException("not enough arguments for format string");
      }
      return items.get(used++);
    }
    if (used++ > 0) {
      throw new JinjaException("not enough arguments for format string");
    }
    return values;
  }

  private void write(char type, Object value, String flags, int width, int precision) {
    switch (type) {
      case 's' -> pad(Repr.str(context, value), flags, width, precision);
      case 'r', 'a' -> pad(Repr.repr(context, value), flags, width, precision);
      case 'c' -> pad(character(value), flags, width, -1);
      case 'd', 'i', 'u', 'x', 'X', 'o' -> {
        if (!Numbers.isNumber(value) || (value instanceof Double && "diu".indexOf(type) < 0)) {
          throw new JinjaException(
              "format " + type + " needs a number, got " + Values.typeName(value));
        }
        long number =
            value instanceof Double real ? Numbers.truncate(real) : Numbers.integer(value, "%");
        char kind = "diu".indexOf(type) >= 0 ? 'd' : type;
        String digits = NumberFormat.integer(number, kind, false);
        digits = "0".repeat(Math.max(0, Math.min(1000, precision) - digits.length())) + digits;
        String prefix = flags.contains("#") && kind != 'd' ? "0" + kind : "";
        number(number < 0, prefix, digits, flags, width);
      }
      case 'f', 'F', 'e', 'E', 'g', 'G' -> {
        if (!Numbers.isNumber(value)) {
          throw new JinjaException(
              "format " + type + " needs a number, got " + Values.typeName(value));
        }
        double number = Numbers.real(value);
        boolean minus = number < 0 || 1 / number < 0;
        String digits = NumberFormat.real(number, type, precision < 0 ? 6 : precision);
        number(minus, "", digits, flags, width);
      }
      default -> throw new JinjaException("unsupported format character '" + type + "'");
    }
  }

  private static Text character(Object value) {
    if (value instanceof Text text && text.codePoints() == 1) {
      return text;
    }
    long code = Numbers.integer(value, "%c");
    if (code < 0 || code > Character.MAX_CODE_POINT) {
      throw new JinjaException("format c needs a code point");
    }
    return Text.of(Character.toString((int) code));
  }

  private void pad(Text text, String flags, int width, int precision) {
    Text cut = text;
    if (precision >= 0 && precision < text.codePoints()) {
      cut = text.slice(0, text.value().offsetByCodePoints(0, precision));
    }
    boolean left = flags.contains("-");
    out.append(TextMethods.pad(context, cut, width, Text.of(" "), !left, left));
  }

  private void number(boolean minus, String prefix, String digits, String flags, int width) {
    String sign = minus ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
    boolean left = flags.contains("-");
    Text body = Text.of(digits);
    if (flags.contains("0") && !left) {
      long room = (long) width - sign.length() - prefix.length();
      body = TextMethods.pad(context, body, room, Text.of("0"), true, false);
    }
    Text whole = context.concat(Text.of(sign + prefix), body);
    out.append(TextMethods.pad(context, whole, width, Text.of(" "), !left, left));
  }
}
