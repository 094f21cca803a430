package io.github.langres.tokenizer.chat.jinja;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The tests of {@code is}. */
final class Tests {
  private static final Map<String, Native> TABLE = new HashMap<>();

  static {
    test("defined", value -> !(value instanceof Undefined));
    test("undefined", value -> value instanceof Undefined);
    test("none", value -> value == None.NONE);
    test("boolean", value -> value instanceof Boolean);
    test("true", value -> value.equals(true));
    test("false", value -> value.equals(false));
    test("integer", value -> value instanceof Long);
    test("float", value -> value instanceof Double);
    test("number", Numbers::isNumber);
    test("string", value -> value instanceof Text);
    test("mapping", value -> value instanceof Dict);
    test("sequence", Tests::isSequence);
    test("iterable", Values::iterable);
    test("callable", value -> value instanceof Callable || value instanceof Undefined);
    test("escaped", value -> value instanceof Text text && text.safe());
    test("filter", value -> value instanceof Text text && Filters.exists(text.value()));
    test("test", value -> value instanceof Text text && TABLE.containsKey(text.value()));
    add("lower", "value", args -> TextMethods.isLower(args.str(0).value()));
    add("upper", "value", args -> TextMethods.isUpper(args.str(0).value()));
    add("odd", "value", args -> remainder(args, 2L).equals(1L));
    add("even", "value", args -> remainder(args, 2L).equals(0L));
    add("divisibleby", "value num", args -> remainder(args, args.get(1)).equals(0L));
    add("sameas", "value other", args -> same(args.get(0), args.get(1)));
    add("in", "value seq", args -> Ops.contains(args.context(), args.get(0), args.get(1)));
    compare("== eq equalto", Expr.Comparator.EQ);
    compare("!= ne", Expr.Comparator.NE);
    compare("> gt greaterthan", Expr.Comparator.GT);
    compare(">= ge", Expr.Comparator.GE);
    compare("< lt lessthan", Expr.Comparator.LT);
    compare("<= le", Expr.Comparator.LE);
  }

  private Tests() {}

  private static void test(String name, Predicate<Object> predicate) {
    add(name, "value", args -> predicate.test(args.get(0)));
  }

  private static void add(String names, String signature, Native.Body body) {
    Native.add(TABLE, names, signature, body);
  }

  private static void compare(String names, Expr.Comparator how) {
    add(names, "a b", args -> Ops.compare(args.context(), how, args.get(0), args.get(1)));
  }

  static void require(String name, int line) {
    if (!TABLE.containsKey(name)) {
      throw unknown(name).at(line);
    }
  }

  private static JinjaException unknown(String name) {
    return new JinjaException(
        "unknown test '"
            + name
            + "'; supported: "
            + String.join(", ", new TreeSet<>(TABLE.keySet())));
  }

  static Object apply(Context context, String name, Arguments arguments) {
    Native test = TABLE.get(name);
    if (test == null) {
      throw unknown(name);
    }
    return test.call(context, arguments);
  }

  private static boolean isSequence(Object value) {
    return value instanceof Text
        || value instanceof Dict
        || value instanceof Undefined
        || (value instanceof Seq seq && seq.indexable());
  }

  private static Object remainder(Args args, Object by) {
    Object rest = Ops.binary(args.context(), Expr.Operator.MOD, args.get(0), by);
    return rest instanceof Double real && real == Math.rint(real) ? (long) (double) real : rest;
  }

  private static boolean same(Object a, Object b) {
    return a == b || ((a instanceof Boolean || a instanceof Long) && a.equals(b));
  }
}
