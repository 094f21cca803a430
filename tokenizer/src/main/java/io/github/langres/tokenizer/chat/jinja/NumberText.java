package io.github.langres.tokenizer.chat.jinja;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Python's {@code int()} and {@code float()} read in a string. */
final class NumberText {
  private static final Pattern INTEGER =
      Pattern.compile("([+-]?)(0[xXoObB]_?)?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*+)");
  private static final Pattern REAL =
      Pattern.compile(
          "[+-]?(?:\\d+(?:_\\d+)*+(?:\\.(?:\\d+(?:_\\d+)*+)?)?|\\.\\d+(?:_\\d+)*+)(?:[eE][+-]?\\d+(?:_\\d+)*+)?");

  private NumberText() {}

  static @Nullable Long parseInt(String text, int base) {
    Matcher matcher = INTEGER.matcher(strip(text));
    if (base < 0 || base == 1 || base > 36) {
      return null;
    }
    if (!matcher.matches()) {
      return null;
    }
    String digits = matcher.group(3).replace("_", "");
    String prefix = matcher.group(2);
    int radix = base == 0 ? 10 : base;
    if (prefix != null) {
      int implied = implied(prefix.charAt(1));
      if (base == 0 || base == implied) {
        radix = implied;
      } else {
        digits = prefix.replace("_", "") + digits;
      }
    }
    try {
      return Long.parseLong(matcher.group(1) + digits, radix);
    } catch (NumberFormatException e) {
      if (digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
        throw Numbers.overflow();
      }
      return null;
    }
  }

  private static int implied(char letter) {
    return (letter | 32) == 'x' ? 16 : (letter | 32) == 'o' ? 8 : 2;
  }

  static @Nullable Double parseFloat(String text) {
    String stripped = strip(text);
    if (REAL.matcher(stripped).matches()) {
      return Double.parseDouble(stripped.replace("_", ""));
    }
    String word = stripped.toLowerCase(Locale.ROOT);
    boolean minus = word.startsWith("-");
    String bare = minus || word.startsWith("+") ? word.substring(1) : word;
    return switch (bare) {
      case "nan" -> Double.NaN;
      case "inf", "infinity" -> minus ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      default -> null;
    };
  }

  private static String strip(String text) {
    return TextMethods.strip(Text.of(text), null, true, true).value();
  }
}
