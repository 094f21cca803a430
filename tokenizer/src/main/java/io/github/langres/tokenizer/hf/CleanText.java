package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.TokenizerException;
import org.jspecify.annotations.Nullable;

/** Makes a text safe for the native library. */
final class CleanText {
  /**
   * Oniguruma gives up, and ends the process, after ten million steps back in one match. The
   * patterns of today's tokenizers take at most a few steps for each character of a run.
   */
  static final int MAX_RUN = 1_000_000;

  private CleanText() {}

  /**
   * Checks the length and replaces unpaired surrogates by U+FFFD, at the same indices: the native
   * reader would otherwise spoil the whole string.
   *
   * @param name what the text is, for error messages
   * @param patterns whether the tokenizer splits with regular expressions
   */
  static String of(@Nullable String text, String name, boolean patterns) {
    if (text == null) {
      throw new NullPointerException(name + " is null; expected a text, maybe empty");
    }
    if (text.length() > Tokenizer.MAX_TEXT_LENGTH) {
      throw new TokenizerException(
          name
              + " has "
              + text.length()
              + " UTF-16 units; at most "
              + Tokenizer.MAX_TEXT_LENGTH
              + ". Cut it before.");
    }
    if (patterns && text.length() > MAX_RUN) {
      checkRuns(text, name);
    }
    return pairSurrogates(text);
  }

  private static void checkRuns(String text, String name) {
    int start = 0;
    boolean space = false;
    for (int i = 0; i < text.length(); i++) {
      boolean now = isSpace(text.charAt(i));
      if (now != space) {
        start = i;
        space = now;
      } else if (i - start >= MAX_RUN) {
        throw new TokenizerException(
            name
                + " has more than "
                + MAX_RUN
                + (space ? " white-space characters" : " characters without white space")
                + " in a row, which the split pattern of this tokenizer cannot take. Cut it"
                + " before.");
      }
    }
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }

  private static String pairSurrogates(String text) {
    char[] changed = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else {
        if (changed == null) {
          changed = text.toCharArray();
        }
        changed[i] = '\uFFFD';
      }
    }
    return changed == null ? text : new String(changed);
  }
}
