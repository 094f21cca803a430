package io.github.langres.tokenizer.chat.jinja;

/** Number and string literals as Python writes them. */
final class Literals {
  private Literals() {}

  /** The end of the number that starts at a digit; {@code 1.0} after a dot is two numbers. */
  static int numberEnd(String source, int start, boolean afterDot) {
    if (source.charAt(start) == '0' && start + 1 < source.length()) {
      int radix = radix(source.charAt(start + 1));
      int end = radix > 0 ? digits(source, start + 2, radix) : start + 2;
      if (end > start + 2) {
        return end;
      }
    }
    int integer = digits(source, start, 10);
    if (afterDot) {
      return integer;
    }
    int end = integer;
    if (source.startsWith(".", end)) {
      int fraction = digits(source, end + 1, 10);
      end = fraction > end + 1 ? fraction : end;
    }
    return exponentEnd(source, end);
  }

  private static int exponentEnd(String source, int end) {
    if (end < source.length() && (source.charAt(end) | 32) == 'e') {
      int sign = end + 1;
      if (sign < source.length() && (source.charAt(sign) == '+' || source.charAt(sign) == '-')) {
        sign++;
      }
      int exponent = digits(source, sign, 10);
      return exponent > sign ? exponent : end;
    }
    return end;
  }

  private static int radix(char letter) {
    return switch (letter | 32) {
      case 'x' -> 16;
      case 'o' -> 8;
      case 'b' -> 2;
      default -> 0;
    };
  }

  /** Skips digits, with single underscores between them. */
  private static int digits(String source, int start, int radix) {
    int i = start;
    int end = start;
    while (i < source.length()) {
      char c = source.charAt(i);
      if (c < 0x80 && Character.digit(c, radix) >= 0) {
        end = ++i;
      } else if (c == '_' && (i > start || radix != 10) && source.charAt(i - 1) != '_') {
        i++;
      } else {
        break;
      }
    }
    return end;
  }

  static Object number(String text, int line) {
    String plain = text.replace("_", "");
    try {
      int radix = plain.length() > 2 ? radix(plain.charAt(1)) : 0;
      if (radix > 0) {
        return Long.parseLong(plain.substring(2), radix);
      }
      boolean real = plain.indexOf('.') >= 0 || plain.indexOf('e') >= 0 || plain.indexOf('E') >= 0;
      if (real) {
        return Double.parseDouble(plain);
      }
      if (plain.length() > 1 && plain.charAt(0) == '0' && Long.parseLong(plain) != 0) {
        throw new JinjaException("the integer " + plain + " starts with 0", line);
      }
      return Long.parseLong(plain);
    } catch (NumberFormatException e) {
      throw new JinjaException("the integer " + plain + " needs more than 64 bits", line);
    }
  }

  static int stringEnd(String source, int start, int line) {
    char quote = source.charAt(start);
    for (int i = start + 1; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == quote) {
        return i + 1;
      }
    }
    throw new JinjaException("a string lacks its end " + quote, line);
  }

  static String unescape(String text, int line) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      char c = text.charAt(i);
      i = c == '\\' ? escape(text, i + 1, out, line) : i + 1;
      if (c != '\\') {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Reads the escape whose letter is at {@code i}; returns where the text goes on. */
  private static int escape(String text, int i, StringBuilder out, int line) {
    char c = text.charAt(i);
    int simple = "abfnrtv\\'\"".indexOf(c);
    if (simple >= 0) {
      out.append("\u0007\b\f\n\r\t\u000b\\'\"".charAt(simple));
      return i + 1;
    }
    if (c >= '0' && c <= '7') {
      int end = i;
      while (end < text.length() && end < i + 3 && "01234567".indexOf(text.charAt(end)) >= 0) {
        end++;
      }
      out.append((char) Integer.parseInt(text.substring(i, end), 8));
      return end;
    }
    switch (c) {
      case '\n' -> {
        return i + 1;
      }
      case 'x', 'u', 'U' -> {
        int length = c == 'x' ? 2 : c == 'u' ? 4 : 8;
        out.appendCodePoint(hex(text, i + 1, length, line));
        return i + 1 + length;
      }
      case 'N' -> {
        int end = text.indexOf('}', i);
        if (!text.startsWith("{", i + 1) || end < 0) {
          throw new JinjaException("malformed \\N character escape", line);
        }
        out.appendCodePoint(named(text.substring(i + 2, end), line));
        return end + 1;
      }
      default -> out.append('\\');
    }
    return i;
  }

  private static int hex(String text, int start, int length, int line) {
    long value = 0;
    for (int i = start; i < start + length; i++) {
      int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0) {
        throw new JinjaException("a \\x, \\u or \\U escape lacks its " + length + " digits", line);
      }
      value = value * 16 + digit;
    }
    if (value > Character.MAX_CODE_POINT) {
      throw new JinjaException("illegal Unicode character in an escape", line);
    }
    return (int) value;
  }

  private static int named(String name, int line) {
    try {
      return Character.codePointOf(name);
    } catch (IllegalArgumentException e) {
      throw new JinjaException("unknown Unicode character name " + name, line);
    }
  }
}
