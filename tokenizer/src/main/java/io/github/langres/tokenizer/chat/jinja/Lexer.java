package io.github.langres.tokenizer.chat.jinja;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Template source to tokens, with the whitespace rules of {@code trim_blocks} (a newline after a
 * block tag goes) and {@code lstrip_blocks} (blanks before a block tag that starts its line go).
 */
final class Lexer {
  private static final List<String> OPERATORS =
      List.of(
          "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{",
          "}", ">", "<", "=", ".", ":", "|", ",", ";");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private final Deque<Character> brackets = new ArrayDeque<>();
  private int position;
  private int line = 1;
  private boolean lineStarts = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokenize(String text) {
    String source = text.replace("\r\n", "\n").replace('\r', '\n');
    Lexer lexer =
        new Lexer(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
    while (lexer.position < lexer.source.length()) {
      lexer.dataThenTag();
    }
    lexer.add(Token.Kind.END, "");
    return lexer.tokens;
  }

  private void dataThenTag() {
    int open = nextTag(position);
    if (open < 0) {
      data(source.substring(position), source.length());
      return;
    }
    char kind = source.charAt(open + 1);
    char sign = open + 2 < source.length() ? source.charAt(open + 2) : ' ';
    boolean signed = sign == '-' || sign == '+';
    data(strippedBefore(open, sign, kind == '{'), open);
    advance(open + (signed ? 3 : 2));
    if (kind == '#') {
      comment();
    } else if (kind == '%' && !raw()) {
      add(Token.Kind.BLOCK_BEGIN, "{%");
      tag("%}", Token.Kind.BLOCK_END);
    } else if (kind == '{') {
      add(Token.Kind.PRINT_BEGIN, "{{");
      tag("}}", Token.Kind.PRINT_END);
    }
  }

  private int nextTag(int from) {
    for (int i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** The text up to a tag, less the whitespace that the tag eats. */
  private String strippedBefore(int open, char sign, boolean prints) {
    String text = source.substring(position, open);
    if (sign == '-') {
      int end = text.length();
      while (end > 0 && Characters.isSpace(text.charAt(end - 1))) {
        end--;
      }
      return text.substring(0, end);
    }
    if (sign == '+' || prints) {
      return text;
    }
    int start = text.lastIndexOf('\n') + 1;
    boolean blank = text.chars().skip(start).allMatch(Characters::isSpace);
    return blank && (start > 0 || lineStarts) ? text.substring(0, start) : text;
  }

  private void data(String text, int end) {
    if (!text.isEmpty()) {
      add(Token.Kind.DATA, text);
    }
    advance(end);
  }

  private void comment() {
    int close = source.indexOf("#}", position);
    if (close < 0) {
      throw new JinjaException("a comment lacks its end '#}'", line);
    }
    // The sign must belong to the comment's own text: in {#-#} it opened it.
    char sign = close > position ? source.charAt(close - 1) : ' ';
    closeTag(close + 2, sign, true);
  }

  /** Moves past a closing tag and the whitespace that it eats. */
  private void closeTag(int end, char sign, boolean trims) {
    int next = end;
    if (sign == '-') {
      while (next < source.length() && Characters.isSpace(source.charAt(next))) {
        next++;
      }
    } else if (sign != '+' && trims && source.startsWith("\n", next)) {
      next++;
    }
    advance(next);
    lineStarts = source.charAt(next - 1) == '\n';
  }

  /** Reads a whole raw block, if there is one here. */
  private boolean raw() {
    int i = skipSpace(position);
    if (!source.startsWith("raw", i)) {
      return false;
    }
    i = skipSpace(i + 3);
    char sign = source.startsWith("-%}", i) ? '-' : ' ';
    if (!source.startsWith(sign == '-' ? "-%}" : "%}", i)) {
      return false;
    }
    closeTag(i + (sign == '-' ? 3 : 2), sign, false);
    for (int open = source.indexOf("{%", position); open >= 0; ) {
      char openSign = open + 2 < source.length() ? source.charAt(open + 2) : ' ';
      int word = skipSpace(open + (openSign == '-' || openSign == '+' ? 3 : 2));
      int close = source.startsWith("endraw", word) ? skipSpace(word + 6) : -1;
      char closeSign = close >= 0 && close < source.length() ? source.charAt(close) : ' ';
      int end = close + (closeSign == '-' || closeSign == '+' ? 1 : 0);
      if (close >= 0 && source.startsWith("%}", end)) {
        data(strippedBefore(open, openSign, false), open);
        closeTag(end + 2, closeSign, true);
        return true;
      }
      open = source.indexOf("{%", open + 1);
    }
    throw new JinjaException("a raw block lacks its {% endraw %}", line);
  }

  private int skipSpace(int from) {
    int i = from;
    while (i < source.length() && Characters.isSpace(source.charAt(i))) {
      i++;
    }
    return i;
  }

  private void tag(String close, Token.Kind end) {
    boolean block = end == Token.Kind.BLOCK_END;
    brackets.clear();
    while (true) {
      advance(skipSpace(position));
      if (position >= source.length()) {
        throw new JinjaException("a tag lacks its end '" + close + "'", line);
      }
      char c = source.charAt(position);
      boolean signed = (c == '-' || (c == '+' && block)) && source.startsWith(close, position + 1);
      if (brackets.isEmpty() && (signed || source.startsWith(close, position))) {
        add(end, close);
        closeTag(position + (signed ? 3 : 2), signed ? c : ' ', block);
        return;
      }
      expressionToken(c);
    }
  }

  private void expressionToken(char c) {
    boolean afterDot = position > 0 && source.charAt(position - 1) == '.';
    int end = position;
    if (c >= '0' && c <= '9') {
      end = Literals.numberEnd(source, position, afterDot);
      add(Token.Kind.NUMBER, Literals.number(source.substring(position, end), line));
    } else if (Characters.isIdentifierStart(source.codePointAt(position))) {
      while (end < source.length() && Characters.isIdentifierPart(source.codePointAt(end))) {
        end = source.offsetByCodePoints(end, 1);
      }
      add(Token.Kind.NAME, source.substring(position, end));
    } else if (c == '"' || c == '\'') {
      end = Literals.stringEnd(source, position, line);
      add(Token.Kind.STRING, Literals.unescape(source.substring(position + 1, end - 1), line));
    } else {
      String operator = operatorAt(position);
      balance(operator.charAt(0));
      add(Token.Kind.OPERATOR, operator);
      end += operator.length();
    }
    advance(end);
  }

  private String operatorAt(int at) {
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, at)) {
        return operator;
      }
    }
    throw new JinjaException(
        "unexpected character '" + Character.toString(source.codePointAt(at)) + "'", line);
  }

  private void balance(char c) {
    if (c == '(' || c == '[' || c == '{') {
      brackets.push(c == '(' ? ')' : c == '[' ? ']' : '}');
    } else if (c == ')' || c == ']' || c == '}') {
      if (brackets.isEmpty() || brackets.pop() != c) {
        throw new JinjaException("unexpected '" + c + "'", line);
      }
    }
  }

  private void add(Token.Kind kind, Object value) {
    tokens.add(new Token(kind, value, line));
  }

  private void advance(int to) {
    for (int i = position; i < to; i++) {
      if (source.charAt(i) == '\n') {
        line++;
      }
    }
    position = to;
  }
}
