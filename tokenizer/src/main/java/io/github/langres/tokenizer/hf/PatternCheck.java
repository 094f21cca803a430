package io.github.langres.tokenizer.hf;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Looks for regular expressions such as {@code (a+)+}, whose time doubles with each character. */
final class PatternCheck {
  private final String regex;
  private int at;

  private PatternCheck(String regex) {
    this.regex = regex;
  }

  /**
   * Whether a group that contains an unbounded repetition is itself repeated without bound. No
   * tokenizer known to us needs that.
   */
  static boolean nestsRepetition(String regex) {
    return new PatternCheck(regex).scan();
  }

  /** Whether a pattern, a regular expression or a plain text, finds the empty text. */
  static boolean matchesNothing(@Nullable String regex, @Nullable String plain) {
    if (regex == null) {
      return plain == null || plain.isEmpty();
    }
    try {
      return Pattern.compile(regex).matcher("").find();
    } catch (PatternSyntaxException e) {
      // Oniguruma knows some syntax that Java does not; the native library has the last word.
      return false;
    }
  }

  private boolean scan() {
    Deque<Boolean> outer = new ArrayDeque<>();
    boolean repeats = false;
    while (at < regex.length()) {
      char c = regex.charAt(at++);
      if (c == '\\') {
        at++;
      } else if (c == '[') {
        skipClass();
      } else if (c == '(') {
        outer.push(repeats);
        repeats = false;
      } else if (c == ')') {
        boolean unbounded = unbounded();
        if (unbounded && repeats) {
          return true;
        }
        boolean before = !outer.isEmpty() && outer.pop();
        repeats = repeats || unbounded || before;
      } else if (c == '*' || c == '+') {
        repeats = true;
      } else if (c == '{') {
        at--;
        repeats |= unbounded();
        at++;
      }
    }
    return false;
  }

  /** Whether an unbounded quantifier starts here. */
  private boolean unbounded() {
    if (at >= regex.length()) {
      return false;
    }
    char c = regex.charAt(at);
    if (c == '{') {
      int end = regex.indexOf('}', at);
      return end > 0 && regex.substring(at, end).endsWith(",");
    }
    return c == '*' || c == '+';
  }

  private void skipClass() {
    int depth = 1;
    // A bracket right after the opening one is a member.
    if (at < regex.length() && regex.charAt(at) == '^') {
      at++;
    }
    if (at < regex.length() && regex.charAt(at) == ']') {
      at++;
    }
    while (at < regex.length() && depth > 0) {
      char c = regex.charAt(at++);
      if (c == '\\') {
        at++;
      } else if (c == '[') {
        depth++;
      } else if (c == ']') {
        depth--;
      }
    }
  }
}
