package io.github.langres.tokenizer.chat.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Python's arithmetic on int (64 bits here, overflow is an error), float and bool. */
final class Numbers {
  private Numbers() {}

  static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double || value instanceof Boolean;
  }

  static boolean isInteger(Object value) {
    return value instanceof Long || value instanceof Boolean;
  }

  static long integer(Object value, String who) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (value instanceof Boolean bool) {
      return bool ? 1 : 0;
    }
    if (value instanceof Long number) {
      return number;
    }
    throw new JinjaException(who + " needs an integer, got '" + Values.typeName(value) + "'");
  }

  static double real(Object value) {
    return value instanceof Double number ? number : (double) integer(value, "arithmetic");
  }

  static Object apply(Expr.Operator operator, Object left, Object right) {
    if (isInteger(left) && isInteger(right)) {
      try {
        return integers(operator, integer(left, "arithmetic"), integer(right, "arithmetic"));
      } catch (ArithmeticException e) {
        throw overflow();
      }
    }
    return reals(operator, real(left), real(right));
  }

  static JinjaException overflow() {
    return new JinjaException("an integer grows past 64 bits, which Langres does not support");
  }

  private static Object integers(Expr.Operator operator, long a, long b) {
    return switch (operator) {
      case ADD -> Math.addExact(a, b);
      case SUB -> Math.subtractExact(a, b);
      case MUL -> Math.multiplyExact(a, b);
      case DIV -> (double) a / notZero(b);
      case FLOORDIV -> {
        if (a == Long.MIN_VALUE && b == -1) {
          throw overflow();
        }
        yield Math.floorDiv(a, notZero(b));
      }
      case MOD -> Math.floorMod(a, notZero(b));
      case POW -> b < 0 ? realPower((double) a, (double) b) : power(a, b);
    };
  }

  private static long notZero(long b) {
    if (b == 0) {
      throw new JinjaException("division by zero");
    }
    return b;
  }

  private static Object power(long base, long exponent) {
    if (base == 0 || base == 1) {
      return exponent == 0 ? 1L : base;
    }
    if (base == -1) {
      return exponent % 2 == 0 ? 1L : -1L;
    }
    long result = 1;
    for (long i = 0; i < exponent; i++) {
      result = Math.multiplyExact(result, base);
    }
    return result;
  }

  private static Object reals(Expr.Operator operator, double a, double b) {
    if (b == 0
        && (operator == Expr.Operator.DIV
            || operator == Expr.Operator.MOD
            || operator == Expr.Operator.FLOORDIV)) {
      throw new JinjaException("division by zero");
    }
    return switch (operator) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MOD -> modulo(a, b);
      case FLOORDIV -> floorDivision(a, b);
      case POW -> realPower(a, b);
    };
  }

  private static double modulo(double a, double b) {
    double rest = a % b;
    if (rest != 0 && (rest < 0) != (b < 0)) {
      return rest + b;
    }
    return rest == 0 ? Math.copySign(0.0, b) : rest;
  }

  private static double floorDivision(double a, double b) {
    double quotient = (a - modulo(a, b)) / b;
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  private static double realPower(double a, double b) {
    if (a == 0 && b < 0) {
      throw new JinjaException("0.0 cannot be raised to a negative power");
    }
    double result = Math.pow(a, b);
    boolean finite = !Double.isInfinite(a) && !Double.isInfinite(b);
    if (Double.isNaN(result) && !Double.isNaN(a) && !Double.isNaN(b)) {
      throw new JinjaException("complex numbers are not supported");
    }
    if (Double.isInfinite(result) && finite) {
      throw new JinjaException("numerical result out of range");
    }
    return result;
  }

  static Object negate(Object value, boolean minus) {
    if (value instanceof Double number) {
      return minus ? -number : number;
    }
    long number = integer(value, minus ? "unary -" : "unary +");
    if (minus && number == Long.MIN_VALUE) {
      throw overflow();
    }
    return minus ? -number : number;
  }

  /** A float truncated, as {@code int()} does. */
  static long truncate(double value) {
    if (Double.isNaN(value) || Math.abs(value) >= 0x1p63) {
      throw overflow();
    }
    return (long) value;
  }

  static double round(double value, int digits, RoundingMode mode) {
    if (Double.isNaN(value) || Double.isInfinite(value) || digits > 330) {
      return value;
    }
    double rounded = new BigDecimal(value).setScale(Math.max(digits, -330), mode).doubleValue();
    return rounded == 0 ? Math.copySign(0.0, value) : rounded;
  }

  /** Python's {@code repr}: the shortest decimal that reads back as the same double. */
  static String repr(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    // Double.toString is not the shortest before Java 19.
    BigDecimal exact = new BigDecimal(Math.abs(value));
    BigDecimal shortest = exact;
    for (int digits = 1; digits <= 17; digits++) {
      shortest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (shortest.doubleValue() == Math.abs(value)) {
        break;
      }
    }
    return (value < 0 ? "-" : "") + decimal(shortest.stripTrailingZeros());
  }

  private static String decimal(BigDecimal value) {
    String digits = value.unscaledValue().toString();
    int exponent = digits.length() - value.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = value.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    int size = Math.abs(exponent);
    return mantissa + "e" + (exponent < 0 ? "-" : "+") + (size < 10 ? "0" : "") + size;
  }
}
