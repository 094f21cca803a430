package io.github.langres.tokenizer.chat.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** The number formats that {@code %} and {@code format()} share. */
final class NumberFormat {
  private static final int MAX_PRECISION = 1000;

  private NumberFormat() {}

  /** Digits without sign. */
  static String integer(long value, char type, boolean prefixed) {
    String digits =
        switch (type) {
          case 'x', 'X' -> unsigned(value, 16);
          case 'o' -> unsigned(value, 8);
          case 'b' -> unsigned(value, 2);
          default -> unsigned(value, 10);
        };
    String prefix = prefixed && type != 'd' ? "0" + type : "";
    return prefix + (type == 'X' ? digits.toUpperCase(Locale.ROOT) : digits);
  }

  private static String unsigned(long value, int radix) {
    String digits = Long.toString(value, radix);
    return value < 0 ? digits.substring(1) : digits;
  }

  /** Digits of the absolute value, in one of the formats e, f, g and %. */
  static String real(double signed, char type, int precision) {
    double value = Math.abs(signed);
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      String word = Double.isNaN(value) ? "nan" : "inf";
      return (Character.isUpperCase(type) ? word.toUpperCase(Locale.ROOT) : word)
          + (type == '%' ? "%" : "");
    }
    if (precision > MAX_PRECISION) {
      throw new JinjaException("a number format asks for more than " + MAX_PRECISION + " digits");
    }
    BigDecimal exact = new BigDecimal(value);
    return switch (type) {
      case 'f', 'F' -> exact.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
      case '%' ->
          new BigDecimal(value * 100).setScale(precision, RoundingMode.HALF_EVEN).toPlainString()
              + "%";
      case 'e', 'E' -> scientific(exact, precision, type);
      default -> general(exact, Math.max(1, precision), type == 'G' ? 'E' : 'e');
    };
  }

  private static String scientific(BigDecimal value, int precision, char letter) {
    BigDecimal rounded = value.round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
    StringBuilder digits = new StringBuilder(rounded.unscaledValue().toString());
    int exponent = value.signum() == 0 ? 0 : digits.length() - rounded.scale() - 1;
    while (digits.length() < precision + 1) {
      digits.append('0');
    }
    digits.setLength(precision + 1);
    if (precision > 0) {
      digits.insert(1, '.');
    }
    return digits + exponent(exponent, letter);
  }

  private static String exponent(int exponent, char letter) {
    return String.format(
        Locale.ROOT, "%c%s%02d", letter, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static String general(BigDecimal value, int precision, char letter) {
    if (value.signum() == 0) {
      return "0";
    }
    BigDecimal rounded = value.round(new MathContext(precision, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    BigDecimal shortest = rounded.stripTrailingZeros();
    if (exponent >= -4 && exponent < precision) {
      return shortest.toPlainString();
    }
    String digits = shortest.unscaledValue().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return mantissa + exponent(exponent, letter);
  }
}
