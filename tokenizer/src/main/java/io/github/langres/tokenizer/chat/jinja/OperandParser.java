package io.github.langres.tokenizer.chat.jinja;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What operators stand between: literals, names, subscripts and the arguments of calls. */
final class OperandParser {
  private final TokenReader tokens;
  private final ExpressionParser expressions;

  /** Every name read so far, so that a macro knows whether its body asks for the caller. */
  private final Set<String> names = new HashSet<>();

  OperandParser(TokenReader tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  Set<String> names() {
    return names;
  }

  Expr primary() {
    Token token = tokens.next();
    switch (token.kind()) {
      case NAME -> {
        return name(token);
      }
      case STRING -> {
        StringBuilder text = new StringBuilder((String) token.value());
        while (tokens.peek().kind() == Token.Kind.STRING) {
          text.append((String) tokens.next().value());
        }
        return new Expr.Constant(token.line(), Text.of(text.toString()));
      }
      case NUMBER -> {
        return new Expr.Constant(token.line(), token.value());
      }
      default -> {
        if (token.isOperator("(")) {
          return parenthesized(token.line());
        } else if (token.isOperator("[")) {
          return new Expr.Sequence(token.line(), Seq.Kind.LIST, list());
        } else if (token.isOperator("{")) {
          return mapping(token.line());
        }
        throw new JinjaException("expected an expression, got " + token.describe(), token.line());
      }
    }
  }

  private Expr name(Token token) {
    String name = (String) token.value();
    names.add(name);
    return switch (name) {
      case "true", "True" -> new Expr.Constant(token.line(), true);
      case "false", "False" -> new Expr.Constant(token.line(), false);
      case "none", "None" -> new Expr.Constant(token.line(), None.NONE);
      default -> new Expr.Name(token.line(), name);
    };
  }

  private Expr parenthesized(int line) {
    if (tokens.skipOperator(")")) {
      return new Expr.Sequence(line, Seq.Kind.TUPLE, List.of());
    }
    Expr inner = expressions.tuple(true);
    tokens.expectOperator(")");
    return inner;
  }

  private List<Expr> list() {
    List<Expr> items = new ArrayList<>();
    while (!tokens.skipOperator("]")) {
      if (!items.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.skipOperator("]")) {
          break;
        }
      }
      items.add(expressions.expression());
    }
    return items;
  }

  private Expr mapping(int line) {
    List<Expr> keys = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    while (!tokens.skipOperator("}")) {
      if (!keys.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.skipOperator("}")) {
          break;
        }
      }
      keys.add(expressions.expression());
      tokens.expectOperator(":");
      values.add(expressions.expression());
    }
    return new Expr.Mapping(line, keys, values);
  }

  Expr.CallArguments arguments() {
    tokens.expectOperator("(");
    List<Expr> positional = new ArrayList<>();
    Map<String, Expr> named = new LinkedHashMap<>();
    Expr spread = null;
    Expr spreadNamed = null;
    boolean first = true;
    while (!tokens.skipOperator(")")) {
      if (!first) {
        tokens.expectOperator(",");
        if (tokens.skipOperator(")")) {
          break;
        }
      }
      first = false;
      Token token = tokens.peek();
      boolean ordered = spreadNamed == null;
      if (ordered && spread == null && tokens.skipOperator("*")) {
        spread = expressions.expression();
      } else if (ordered && tokens.skipOperator("**")) {
        spreadNamed = expressions.expression();
      } else if (ordered
          && token.kind() == Token.Kind.NAME
          && tokens.peekSecond().isOperator("=")) {
        tokens.next();
        tokens.next();
        if (named.put((String) token.value(), expressions.expression()) != null) {
          throw tokens.fail("the argument '" + token.value() + "' is given twice");
        }
      } else if (ordered && spread == null && named.isEmpty()) {
        positional.add(expressions.expression());
      } else {
        throw tokens.fail("invalid order of arguments in a call");
      }
    }
    return new Expr.CallArguments(positional, named, spread, spreadNamed);
  }

  Expr attribute(Expr target) {
    int line = tokens.next().line();
    Token token = tokens.next();
    if (token.kind() == Token.Kind.NAME) {
      return new Expr.Attribute(line, target, (String) token.value());
    }
    if (token.kind() == Token.Kind.NUMBER && token.value() instanceof Long) {
      return new Expr.Subscript(line, target, new Expr.Constant(line, token.value()));
    }
    throw new JinjaException("expected a name or number after '.'", token.line());
  }

  Expr subscript(Expr target) {
    int line = tokens.next().line();
    Expr start = tokens.peek().isOperator(":") ? null : expressions.expression();
    if (!tokens.skipOperator(":")) {
      Expr key = start;
      if (key != null && tokens.peek().isOperator(",")) {
        key = new Expr.Sequence(line, Seq.Kind.TUPLE, moreKeys(key));
      }
      tokens.expectOperator("]");
      return new Expr.Subscript(line, target, Objects.requireNonNull(key));
    }
    Expr stop = sliceEnds() ? null : expressions.expression();
    Expr step = tokens.skipOperator(":") && !sliceEnds() ? expressions.expression() : null;
    tokens.expectOperator("]");
    return new Expr.Slice(line, target, start, stop, step);
  }

  private List<Expr> moreKeys(Expr first) {
    List<Expr> keys = new ArrayList<>(List.of(first));
    while (tokens.skipOperator(",")) {
      keys.add(expressions.expression());
    }
    return keys;
  }

  private boolean sliceEnds() {
    return tokens.peek().isOperator(":") || tokens.peek().isOperator("]");
  }
}
