package io.github.langres.tokenizer.chat.jinja;

import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The table of filters, and those on single values. */
final class Filters {
  private static final Map<String, Native> TABLE = new HashMap<>();

  static {
    TextFilters.register(TABLE);
    SequenceFilters.register(TABLE);
    Native.add(TABLE, "default d", "value default_value? boolean?", Filters::defaultValue);
    Native.add(TABLE, "int", "value default? base?", Filters::toInt);
    Native.add(TABLE, "float", "value default?", Filters::toFloat);
    Native.add(TABLE, "abs", "value", Filters::abs);
    Native.add(TABLE, "round", "value precision? method?", Filters::round);
    Native.add(
        TABLE, "tojson", "value ensure_ascii? indent? separators? sort_keys?", Filters::toJson);
  }

  private Filters() {}

  static void require(String name, int line) {
    if (!TABLE.containsKey(name)) {
      throw new JinjaException(
          "unknown filter '" + name + "'; supported: " + String.join(", ", names()), line);
    }
  }

  static boolean exists(String name) {
    return TABLE.containsKey(name);
  }

  private static Set<String> names() {
    return new TreeSet<>(TABLE.keySet());
  }

  static Object apply(Context context, String name, Arguments arguments) {
    Native filter = TABLE.get(name);
    if (filter == null) {
      throw new JinjaException(
          "unknown filter '" + name + "'; supported: " + String.join(", ", names()));
    }
    return filter.call(context, arguments);
  }

  private static Object defaultValue(Args args) {
    Object value = args.get(0);
    boolean replace =
        value instanceof Undefined || (args.truthOr(2, false) && !Values.truth(value));
    return replace ? args.or(1, Text.EMPTY) : value;
  }

  private static Object toInt(Args args) {
    Object value = args.get(0);
    Object otherwise = args.or(1, 0L);
    if (Numbers.isInteger(value) || value instanceof Undefined) {
      return Numbers.integer(value, "int");
    }
    if (value instanceof Double real) {
      return real.isNaN() || real.isInfinite() ? otherwise : (Object) Numbers.truncate(real);
    }
    if (!(value instanceof Text text)) {
      return otherwise;
    }
    Long parsed = NumberText.parseInt(text.value(), args.intOr(2, 10));
    if (parsed != null) {
      return parsed;
    }
    Double real = NumberText.parseFloat(text.value());
    if (real == null || real.isNaN() || real.isInfinite()) {
      return otherwise;
    }
    return Numbers.truncate(real);
  }

  private static Object toFloat(Args args) {
    Object value = args.get(0);
    if (Numbers.isNumber(value) || value instanceof Undefined) {
      return Numbers.real(value);
    }
    Double parsed = value instanceof Text text ? NumberText.parseFloat(text.value()) : null;
    return parsed == null ? args.or(1, 0.0) : parsed;
  }

  private static Object abs(Args args) {
    Object value = args.get(0);
    if (value instanceof Double real) {
      return Math.abs(real);
    }
    return args.integer(0) < 0 ? Numbers.negate(value, true) : (Object) args.integer(0);
  }

  private static Object round(Args args) {
    Object value = args.get(0);
    int digits = args.intOr(1, 0);
    String method = args.has(2) ? args.text(2).value() : "common";
    if (method.equals("common")) {
      if (Numbers.isInteger(value) && digits >= 0) {
        return args.integer(0);
      }
      double rounded = Numbers.round(Numbers.real(value), digits, RoundingMode.HALF_EVEN);
      return value instanceof Double ? (Object) rounded : (Object) Numbers.truncate(rounded);
    }
    Object power = Numbers.apply(Expr.Operator.POW, 10L, (long) digits);
    double scaled = Numbers.real(Numbers.apply(Expr.Operator.MUL, value, power));
    return switch (method) {
      case "ceil" -> Math.ceil(scaled) / Numbers.real(power);
      case "floor" -> Math.floor(scaled) / Numbers.real(power);
      default -> throw new JinjaException("round: method must be common, ceil or floor");
    };
  }

  private static Object toJson(Args args) {
    String indent = null;
    if (args.given(2)) {
      Object given = args.get(2);
      int width = given instanceof Text ? 0 : args.intOr(2, 0);
      args.context().checkChars(width);
      indent = given instanceof Text text ? text.value() : " ".repeat(Math.max(0, width));
    }
    List<Object> separators = new ArrayList<>();
    if (args.given(3)) {
      separators.addAll(args.items(3));
      if (separators.size() != 2
          || !(separators.get(0) instanceof Text)
          || !(separators.get(1) instanceof Text)) {
        throw new JinjaException("tojson: separators must be two strings");
      }
    } else {
      separators.add(Text.of(indent == null ? ", " : ","));
      separators.add(Text.of(": "));
    }
    TextBuilder out = args.context().text();
    new JsonWriter(
            args.context(),
            args.truthOr(1, false),
            indent,
            (Text) separators.get(0),
            (Text) separators.get(1),
            args.truthOr(4, false))
        .write(args.get(0), 0, out);
    return out.toText();
  }
}
