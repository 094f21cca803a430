package io.github.langres.tokenizer.chat.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An expression. */
sealed interface Expr {
  int line();

  record Constant(int line, Object value) implements Expr {}

  record Name(int line, String name) implements Expr {}

  record Sequence(int line, Seq.Kind kind, List<Expr> items) implements Expr {}

  record Mapping(int line, List<Expr> keys, List<Expr> values) implements Expr {}

  record Attribute(int line, Expr target, String name) implements Expr {}

  record Subscript(int line, Expr target, Expr key) implements Expr {}

  record Slice(
      int line, Expr target, @Nullable Expr start, @Nullable Expr stop, @Nullable Expr step)
      implements Expr {}

  record Call(int line, Expr callee, CallArguments arguments) implements Expr {}

  record Filter(int line, Expr target, FilterCall filter) implements Expr {}

  record Test(int line, Expr target, String name, CallArguments arguments) implements Expr {}

  record Not(int line, Expr operand) implements Expr {}

  record Sign(int line, boolean minus, Expr operand) implements Expr {}

  record Binary(int line, Operator operator, Expr left, Expr right) implements Expr {}

  /** {@code and} or {@code or}: yields an operand, not a boolean. */
  record Logic(int line, boolean and, Expr left, Expr right) implements Expr {}

  record Concat(int line, List<Expr> parts) implements Expr {}

  record Compare(int line, Expr first, List<Comparison> rest) implements Expr {}

  record Conditional(int line, Expr test, Expr yes, @Nullable Expr no) implements Expr {}

  record Comparison(Comparator how, Expr right) {}

  record FilterCall(int line, String name, CallArguments arguments) {}

  /**
   * Arguments as written.
   *
   * @param spread the {@code *list} argument
   * @param spreadNamed the {@code **dict} argument
   */
  record CallArguments(
      List<Expr> positional,
      Map<String, Expr> named,
      @Nullable Expr spread,
      @Nullable Expr spreadNamed) {
    static final CallArguments NONE = new CallArguments(List.of(), Map.of(), null, null);

    boolean isEmpty() {
      return positional.isEmpty() && named.isEmpty() && spread == null && spreadNamed == null;
    }
  }

  enum Operator {
    ADD("+"),
    SUB("-"),
    MUL("*"),
    DIV("/"),
    FLOORDIV("//"),
    MOD("%"),
    POW("**");

    final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }
  }

  enum Comparator {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE,
    IN,
    NOT_IN
  }
}
