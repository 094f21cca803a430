package io.github.langres.tokenizer.chat.jinja;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code "{} {name} {0:>5}".format(…)}; a field within a format is not supported. */
final class BraceFormat {
  private static final Pattern SPEC =
      Pattern.compile("(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\\d{0,9})([,_])?(?:\\.(\\d{1,9}))?(.)?");

  private final Context context;
  private final Text format;
  private final Arguments arguments;
  private final TextBuilder out;
  private int automatic;
  private boolean manual;

  private BraceFormat(Context context, Text format, Arguments arguments) {
    this.context = context;
    this.format = format;
    this.arguments = arguments;
    this.out = context.text();
  }

  static Text apply(Args args) {
    BraceFormat run = new BraceFormat(args.context(), args.text(0), args.rest());
    run.all();
    return run.out.toText().asSafe(args.text(0).safe());
  }

  private void all() {
    String text = format.value();
    for (int i = 0; i < text.length(); ) {
      char c = text.charAt(i);
      if (c != '{' && c != '}') {
        int end = i;
        while (end < text.length() && text.charAt(end) != '{' && text.charAt(end) != '}') {
          end++;
        }
        out.append(format.slice(i, end));
        i = end;
      } else if (i + 1 < text.length() && text.charAt(i + 1) == c) {
        out.append(format.slice(i, i + 1));
        i += 2;
      } else {
        int close = c == '{' ? text.indexOf('}', i) : -1;
        if (close < 0) {
          throw new JinjaException("format(): a single '" + c + "' in the format string");
        }
        field(text.substring(i + 1, close));
        i = close + 1;
      }
    }
  }

  private void field(String text) {
    int colon = text.indexOf(':');
    String spec = colon < 0 ? "" : text.substring(colon + 1);
    String field = colon < 0 ? text : text.substring(0, colon);
    int mark = field.indexOf('!');
    String conversion = mark < 0 ? "" : field.substring(mark + 1);
    Object value = value(mark < 0 ? field : field.substring(0, mark));
    switch (conversion) {
      case "" -> {}
      case "s" -> value = Repr.str(context, value);
      case "r" -> value = Repr.repr(context, value);
      default -> throw new JinjaException("format(): !" + conversion + " is not supported");
    }
    if (mark >= 0 && conversion.isEmpty()) {
      throw new JinjaException("format(): a conversion is missing after '!'");
    }
    write(value, spec);
  }

  private Object value(String path) {
    int end = 0;
    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
      end++;
    }
    Object value = argument(path.substring(0, end));
    while (end < path.length()) {
      boolean dot = path.charAt(end) == '.';
      int start = end + 1;
      end = dot ? next(path, start) : path.indexOf(']', start);
      if (end <= start) {
        throw new JinjaException("format(): malformed field '" + path + "'");
      }
      String key = path.substring(start, end);
      boolean index = !dot && key.matches("\\d{1,9}");
      value =
          dot
              ? Attributes.attribute(value, key)
              : Attributes.item(value, index ? Long.parseLong(key) : Text.of(key));
      end += dot ? 0 : 1;
    }
    return value;
  }

  private static int next(String path, int start) {
    int end = start;
    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
      end++;
    }
    return end;
  }

  private Object argument(String name) {
    boolean numbered = name.matches("\\d{1,9}");
    if (name.isEmpty() || numbered) {
      if (name.isEmpty() ? manual : automatic > 0) {
        throw new JinjaException("format(): {} and {0} cannot be mixed");
      }
      manual |= numbered;
      int i = numbered ? Integer.parseInt(name) : automatic++;
      if (i >= arguments.positional().size()) {
        throw new JinjaException("format(): there is no argument " + i);
      }
      return arguments.positional().get(i);
    }
    Object value = arguments.named().get(name);
    if (value == null) {
      throw new JinjaException("format(): there is no argument '" + name + "'");
    }
    return value;
  }

  private void write(Object value, String spec) {
    if (spec.isEmpty()) {
      out.append(Repr.str(context, value));
      return;
    }
    Matcher matcher = SPEC.matcher(spec);
    boolean formattable = Numbers.isNumber(value) || value instanceof Text;
    if (!matcher.matches() || !formattable) {
      throw new JinjaException(
          "format(): the spec '" + spec + "' is not supported for " + Values.typeName(value));
    }
    String digits = matcher.group(6);
    int width = digits.isEmpty() ? 0 : Integer.parseInt(digits);
    boolean text = value instanceof Text;
    Text body = text ? text((Text) value, matcher) : number(value, matcher, width);
    String align = matcher.group(2) == null ? (text ? "<" : ">") : matcher.group(2);
    Text fill = Text.of(matcher.group(1) == null ? " " : matcher.group(1));
    if (align.equals("^")) {
      long missing = Math.max(0, (long) width - body.codePoints());
      long before = body.codePoints() + missing / 2;
      body = TextMethods.pad(context, body, before, fill, true, false);
    }
    boolean left = align.equals(">") || align.equals("=");
    out.append(TextMethods.pad(context, body, width, fill, left, !left));
  }

  private Text text(Text value, Matcher spec) {
    boolean plain = spec.group(9) == null || spec.group(9).equals("s");
    if (!plain || spec.group(3) != null || "=".equals(spec.group(2)) || spec.group(7) != null) {
      throw new JinjaException("format(): the spec is not one for strings");
    }
    if (spec.group(8) != null && Integer.parseInt(spec.group(8)) < value.codePoints()) {
      int end = value.value().offsetByCodePoints(0, Integer.parseInt(spec.group(8)));
      return value.slice(0, end);
    }
    return value;
  }

  private Text number(Object value, Matcher spec, int width) {
    String given = spec.group(9);
    String precision = spec.group(8);
    boolean integer = Numbers.isInteger(value) && (given == null || "dxXobn".contains(given));
    char type = given == null ? (integer ? 'd' : 'g') : given.charAt(0);
    double real = Numbers.real(value);
    String digits;
    if (integer && precision == null) {
      digits =
          NumberFormat.integer(Numbers.integer(value, "format()"), type, spec.group(4) != null);
    } else if (!integer && given == null && precision == null) {
      digits = Numbers.repr(Math.abs(real));
    } else if (!integer && given != null && "eEfFgG%".contains(given)) {
      digits = NumberFormat.real(real, type, precision == null ? 6 : Integer.parseInt(precision));
    } else {
      throw new JinjaException("format(): this number format is not supported");
    }
    String separator = spec.group(7);
    if (separator != null) {
      int point = digits.indexOf('.') < 0 ? digits.length() : digits.indexOf('.');
      digits =
          digits.substring(0, point).replaceAll("(?<=\\d)(?=(\\d{3})+$)", separator)
              + digits.substring(point);
    }
    String asked = spec.group(3) == null || spec.group(3).equals("-") ? "" : spec.group(3);
    String sign = real < 0 || (real == 0 && 1 / real < 0) ? "-" : asked;
    Text body = Text.of(digits);
    if (spec.group(5) != null && spec.group(2) == null) {
      body = TextMethods.pad(context, body, width - sign.length(), Text.of("0"), true, false);
    }
    return context.concat(Text.of(sign), body);
  }
}
