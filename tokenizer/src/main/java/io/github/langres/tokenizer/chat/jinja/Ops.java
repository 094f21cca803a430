package io.github.langres.tokenizer.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's operators across types. */
final class Ops {
  private Ops() {}

  static Object binary(Context context, Expr.Operator operator, Object left, Object right) {
    if (left instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (operator == Expr.Operator.MOD && left instanceof Text format) {
      return PercentFormat.apply(context, format, right);
    }
    if (right instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.apply(operator, left, right);
    }
    Object result = null;
    if (operator == Expr.Operator.ADD) {
      result = add(context, left, right);
    } else if (operator == Expr.Operator.MUL) {
      result =
          Numbers.isInteger(right) ? repeat(context, left, right) : repeat(context, right, left);
    }
    if (result == null) {
      throw new JinjaException(
          "unsupported operand types for "
              + operator.symbol
              + ": '"
              + Values.typeName(left)
              + "' and '"
              + Values.typeName(right)
              + "'");
    }
    return result;
  }

  private static @Nullable Object add(Context context, Object left, Object right) {
    if (left instanceof Text a && right instanceof Text b) {
      boolean safe = a.safe() || b.safe();
      Text first = safe && !a.safe() ? TextFilters.escape(context, a) : a;
      Text second = safe && !b.safe() ? TextFilters.escape(context, b) : b;
      return context.concat(first, second).asSafe(safe);
    }
    if (left instanceof Seq a && right instanceof Seq b && a.kind() == b.kind() && growable(a)) {
      List<Object> items = new ArrayList<>(a.items());
      items.addAll(b.items());
      return context.seq(a.kind(), items);
    }
    return null;
  }

  private static boolean growable(Seq seq) {
    return seq.kind() == Seq.Kind.LIST || seq.kind() == Seq.Kind.TUPLE;
  }

  private static @Nullable Object repeat(Context context, Object value, Object times) {
    if (!Numbers.isInteger(times)) {
      return null;
    }
    long count = Math.max(0, Numbers.integer(times, "*"));
    if (value instanceof Text text) {
      context.checkChars(count == 0 ? 0 : saturated(text.value().length(), count));
      TextBuilder out = context.text();
      for (long i = 0; i < count && !text.isEmpty(); i++) {
        out.append(text);
      }
      return out.toText().asSafe(text.safe());
    }
    if (value instanceof Seq seq && growable(seq)) {
      long size = saturated(seq.items().size(), count);
      context.step(size);
      List<Object> items = new ArrayList<>();
      for (long i = 0; i < count && size > 0; i++) {
        items.addAll(seq.items());
      }
      return context.seq(seq.kind(), items);
    }
    return null;
  }

  /** A product that stays far below overflow of a sum. */
  private static long saturated(long a, long b) {
    return a == 0 || b <= (1L << 40) / a ? a * b : 1L << 40;
  }

  static boolean equal(Context context, Object left, Object right) {
    context.step(1);
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      if (Numbers.isInteger(left) && Numbers.isInteger(right)) {
        return Numbers.integer(left, "==") == Numbers.integer(right, "==");
      }
      return Numbers.real(left) == Numbers.real(right);
    }
    if (left instanceof Text a && right instanceof Text b) {
      context.step(a.value().length() >> 4);
      return a.equals(b);
    }
    if (left instanceof Seq a && right instanceof Seq b) {
      return a.kind() == b.kind() && equalItems(context, a.items(), b.items());
    }
    if (left instanceof Dict a && right instanceof Dict b) {
      return equalEntries(context, a, b);
    }
    return left == right || (left instanceof Undefined && right instanceof Undefined);
  }

  private static boolean equalItems(Context context, List<Object> a, List<Object> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (a.get(i) != b.get(i) && !equal(context, a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalEntries(Context context, Dict a, Dict b) {
    if (a.entries().size() != b.entries().size()) {
      return false;
    }
    for (Map.Entry<Object, Object> entry : a.entries().entrySet()) {
      Object other = b.entries().get(entry.getKey());
      if (other == null || !equal(context, entry.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  static boolean contains(Context context, Object item, Object container) {
    if (container instanceof Text text) {
      if (!(item instanceof Text part)) {
        throw new JinjaException(
            "'in <string>' requires a string as left operand, not " + Values.typeName(item));
      }
      context.step(text.value().length() >> 4);
      return text.value().contains(part.value());
    }
    if (container instanceof Dict dict) {
      return dict.get(item) != null;
    }
    for (Object candidate : Values.iterate(context, container)) {
      if (candidate == item || equal(context, candidate, item)) {
        return true;
      }
    }
    return false;
  }

  static boolean compare(Context context, Expr.Comparator how, Object left, Object right) {
    return switch (how) {
      case EQ -> equal(context, left, right);
      case NE -> !equal(context, left, right);
      case IN -> contains(context, left, right);
      case NOT_IN -> !contains(context, left, right);
      case LT -> !unordered(left, right) && compare(context, left, right) < 0;
      case LE -> !unordered(left, right) && compare(context, left, right) <= 0;
      case GT -> !unordered(left, right) && compare(context, left, right) > 0;
      case GE -> !unordered(left, right) && compare(context, left, right) >= 0;
    };
  }

  private static boolean unordered(Object left, Object right) {
    return (left instanceof Double a && a.isNaN()) || (right instanceof Double b && b.isNaN());
  }

  /** Orders two values as Python's {@code <} does; an error across types. */
  static int compare(Context context, Object left, Object right) {
    context.step(1);
    if (left instanceof Long a && right instanceof Long b) {
      return Long.compare(a, b);
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      double a = Numbers.real(left);
      double b = Numbers.real(right);
      return a < b ? -1 : a > b ? 1 : 0;
    }
    if (left instanceof Text a && right instanceof Text b) {
      return byCodePoints(a.value(), b.value());
    }
    if (left instanceof Seq a && right instanceof Seq b && a.kind() == b.kind() && growable(a)) {
      int common = Math.min(a.items().size(), b.items().size());
      for (int i = 0; i < common; i++) {
        if (!equal(context, a.items().get(i), b.items().get(i))) {
          return compare(context, a.items().get(i), b.items().get(i));
        }
      }
      return Integer.compare(a.items().size(), b.items().size());
    }
    throw new JinjaException(
        "'<' is not supported between '"
            + Values.typeName(left)
            + "' and '"
            + Values.typeName(right)
            + "'");
  }

  /** UTF-16 puts surrogate pairs before U+E000; Python does not. */
  private static int byCodePoints(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean mixed = Character.isSurrogate(x) != Character.isSurrogate(y);
        return mixed ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
