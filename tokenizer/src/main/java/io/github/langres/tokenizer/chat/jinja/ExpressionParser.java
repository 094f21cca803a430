package io.github.langres.tokenizer.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Operators by binding power, with Jinja's order: {@code ~} binds tighter than {@code +}, {@code
 * **} groups to the left, a filter tighter than any operator but not than a sign.
 */
final class ExpressionParser {
  /** Longer chains of operators would outgrow the renderer's stack. */
  private static final int MAX_CHAIN = 200;

  private static final Map<String, Expr.Operator> SUMS =
      Map.of("+", Expr.Operator.ADD, "-", Expr.Operator.SUB);
  private static final Map<String, Expr.Operator> PRODUCTS =
      Map.of(
          "*", Expr.Operator.MUL,
          "/", Expr.Operator.DIV,
          "//", Expr.Operator.FLOORDIV,
          "%", Expr.Operator.MOD);
  private static final Map<String, Expr.Operator> POWERS = Map.of("**", Expr.Operator.POW);
  private static final Map<String, Expr.Comparator> COMPARATORS =
      Map.of(
          "==", Expr.Comparator.EQ,
          "!=", Expr.Comparator.NE,
          "<", Expr.Comparator.LT,
          "<=", Expr.Comparator.LE,
          ">", Expr.Comparator.GT,
          ">=", Expr.Comparator.GE);

  private final TokenReader tokens;

  private final OperandParser operands;

  ExpressionParser(TokenReader tokens) {
    this.tokens = tokens;
    this.operands = new OperandParser(tokens, this);
  }

  Set<String> names() {
    return operands.names();
  }

  /** An expression, or a tuple without parentheses. */
  Expr tuple(boolean conditional) {
    int line = tokens.peek().line();
    List<Expr> items = new ArrayList<>();
    do {
      if (!items.isEmpty() && tupleEnds()) {
        return new Expr.Sequence(line, Seq.Kind.TUPLE, items);
      }
      items.add(conditional ? expression() : or());
    } while (tokens.skipOperator(","));
    return items.size() == 1 ? items.get(0) : new Expr.Sequence(line, Seq.Kind.TUPLE, items);
  }

  private boolean tupleEnds() {
    Token token = tokens.peek();
    return token.kind() == Token.Kind.PRINT_END
        || token.kind() == Token.Kind.BLOCK_END
        || token.isOperator(")");
  }

  Expr expression() {
    tokens.enter();
    int line = tokens.peek().line();
    Expr value = or();
    int chain = 0;
    while (tokens.skipName("if")) {
      bound(++chain);
      Expr test = or();
      Expr no = tokens.skipName("else") ? expression() : null;
      value = new Expr.Conditional(line, test, value, no);
    }
    tokens.leave();
    return value;
  }

  private void bound(int chain) {
    if (chain > MAX_CHAIN) {
      throw tokens.fail("an expression chains more than " + MAX_CHAIN + " operators");
    }
  }

  Expr or() {
    Expr left = and();
    for (int chain = 0; tokens.peek().isName("or"); bound(++chain)) {
      left = new Expr.Logic(tokens.next().line(), false, left, and());
    }
    return left;
  }

  private Expr and() {
    Expr left = not();
    for (int chain = 0; tokens.peek().isName("and"); bound(++chain)) {
      left = new Expr.Logic(tokens.next().line(), true, left, not());
    }
    return left;
  }

  private Expr not() {
    if (!tokens.peek().isName("not")) {
      return compare();
    }
    tokens.enter();
    Expr result = new Expr.Not(tokens.next().line(), not());
    tokens.leave();
    return result;
  }

  private Expr compare() {
    int line = tokens.peek().line();
    Expr first = sum();
    List<Expr.Comparison> rest = new ArrayList<>();
    for (Expr.Comparator how = comparator(); how != null; how = comparator()) {
      rest.add(new Expr.Comparison(how, sum()));
    }
    return rest.isEmpty() ? first : new Expr.Compare(line, first, rest);
  }

  private Expr.@Nullable Comparator comparator() {
    Token token = tokens.peek();
    if (token.kind() == Token.Kind.OPERATOR) {
      Expr.Comparator how = COMPARATORS.get((String) token.value());
      if (how != null) {
        tokens.next();
      }
      return how;
    }
    if (tokens.skipName("in")) {
      return Expr.Comparator.IN;
    }
    if (token.isName("not") && tokens.peekSecond().isName("in")) {
      tokens.next();
      tokens.next();
      return Expr.Comparator.NOT_IN;
    }
    return null;
  }

  private Expr.@Nullable Operator operator(Map<String, Expr.Operator> among) {
    Token token = tokens.peek();
    Expr.Operator found =
        token.kind() == Token.Kind.OPERATOR ? among.get((String) token.value()) : null;
    if (found != null) {
      tokens.next();
    }
    return found;
  }

  private Expr sum() {
    Expr left = concat();
    int chain = 0;
    for (Expr.Operator op = operator(SUMS); op != null; op = operator(SUMS)) {
      bound(++chain);
      left = new Expr.Binary(tokens.peek().line(), op, left, concat());
    }
    return left;
  }

  private Expr concat() {
    int line = tokens.peek().line();
    Expr first = product();
    if (!tokens.peek().isOperator("~")) {
      return first;
    }
    List<Expr> parts = new ArrayList<>(List.of(first));
    while (tokens.skipOperator("~")) {
      parts.add(product());
    }
    return new Expr.Concat(line, parts);
  }

  private Expr product() {
    Expr left = power();
    int chain = 0;
    for (Expr.Operator op = operator(PRODUCTS); op != null; op = operator(PRODUCTS)) {
      bound(++chain);
      left = new Expr.Binary(tokens.peek().line(), op, left, power());
    }
    return left;
  }

  private Expr power() {
    Expr left = unary(true);
    int chain = 0;
    for (Expr.Operator op = operator(POWERS); op != null; op = operator(POWERS)) {
      bound(++chain);
      left = new Expr.Binary(tokens.peek().line(), op, left, unary(true));
    }
    return left;
  }

  private Expr unary(boolean filtered) {
    tokens.enter();
    Token token = tokens.peek();
    Expr value;
    if (token.isOperator("-") || token.isOperator("+")) {
      tokens.next();
      value = new Expr.Sign(token.line(), token.isOperator("-"), unary(false));
    } else {
      value = operands.primary();
    }
    value = postfix(value);
    if (filtered) {
      value = filtersAndTests(value);
    }
    tokens.leave();
    return value;
  }

  private Expr postfix(Expr start) {
    Expr value = start;
    for (int chain = 0; ; bound(++chain)) {
      Token token = tokens.peek();
      if (token.isOperator(".")) {
        value = operands.attribute(value);
      } else if (token.isOperator("[")) {
        value = operands.subscript(value);
      } else if (token.isOperator("(")) {
        value = new Expr.Call(token.line(), value, operands.arguments());
      } else {
        return value;
      }
    }
  }

  private Expr filtersAndTests(Expr start) {
    Expr value = start;
    for (int chain = 0; ; bound(++chain)) {
      Token token = tokens.peek();
      if (token.isOperator("|")) {
        tokens.next();
        value = new Expr.Filter(token.line(), value, filter());
      } else if (token.isName("is")) {
        value = test(value);
      } else if (token.isOperator("(")) {
        value = new Expr.Call(token.line(), value, operands.arguments());
      } else {
        return value;
      }
    }
  }

  /** A filter after its {@code |}. */
  Expr.FilterCall filter() {
    int line = tokens.peek().line();
    String name = tokens.name("a filter name");
    Filters.require(name, line);
    return new Expr.FilterCall(
        line, name, tokens.peek().isOperator("(") ? operands.arguments() : Expr.CallArguments.NONE);
  }

  private Expr test(Expr target) {
    int line = tokens.next().line();
    boolean negated = tokens.skipName("not");
    String name = tokens.name("a test name");
    Tests.require(name, line);
    Expr.CallArguments arguments = Expr.CallArguments.NONE;
    if (tokens.peek().isOperator("(")) {
      arguments = operands.arguments();
    } else if (argumentFollows()) {
      arguments =
          new Expr.CallArguments(List.of(postfix(operands.primary())), Map.of(), null, null);
    }
    Expr test = new Expr.Test(line, target, name, arguments);
    return negated ? new Expr.Not(line, test) : test;
  }

  /** A test takes one argument without parentheses: {@code is divisibleby 3}. */
  private boolean argumentFollows() {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case STRING, NUMBER -> true;
      case OPERATOR -> token.isOperator("[") || token.isOperator("{");
      case NAME -> {
        if (token.isName("is")) {
          throw tokens.fail("tests cannot be chained with 'is'");
        }
        yield !token.isName("else") && !token.isName("or") && !token.isName("and");
      }
      default -> false;
    };
  }
}
