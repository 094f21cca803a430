package io.github.langres.tokenizer.chat.jinja;

import java.util.List;

/** The parser's place among the tokens, and the depth of what is being parsed. */
final class TokenReader {
  private final List<Token> tokens;
  private final Limits limits;
  private int position;
  private int depth;

  TokenReader(List<Token> tokens, Limits limits) {
    this.tokens = tokens;
    this.limits = limits;
  }

  Token peek() {
    return tokens.get(position);
  }

  Token peekSecond() {
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(position);
    if (token.kind() != Token.Kind.END) {
      position++;
    }
    return token;
  }

  boolean skipOperator(String text) {
    if (peek().isOperator(text)) {
      next();
      return true;
    }
    return false;
  }

  boolean skipName(String text) {
    if (peek().isName(text)) {
      next();
      return true;
    }
    return false;
  }

  Token expect(Token.Kind kind, String what) {
    if (peek().kind() != kind) {
      throw fail("expected " + what + ", got " + peek().describe());
    }
    return next();
  }

  void expectOperator(String text) {
    if (!skipOperator(text)) {
      throw fail("expected '" + text + "', got " + peek().describe());
    }
  }

  void expectName(String text) {
    if (!skipName(text)) {
      throw fail("expected '" + text + "', got " + peek().describe());
    }
  }

  String name(String what) {
    return (String) expect(Token.Kind.NAME, what).value();
  }

  JinjaException fail(String message) {
    return new JinjaException(message, peek().line());
  }

  /** Call {@link #leave} after; it need not follow an error, which ends the parse. */
  void enter() {
    if (++depth > limits.maxDepth()) {
      throw fail(
          "the source nests deeper than "
              + limits.maxDepth()
              + " levels"
              + limits.knob("maxDepth"));
    }
  }

  void leave() {
    depth--;
  }
}
