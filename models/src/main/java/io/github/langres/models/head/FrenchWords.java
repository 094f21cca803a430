package io.github.langres.models.head;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * The words of a French text. An elision is a word of its own and keeps its apostrophe: {@code
 * d'|Europe}, {@code lorsqu’|il}. Other apostrophes ({@code aujourd'hui}, {@code O'Brien}) and
 * hyphens ({@code Saint-Étienne}) join. Every sign of punctuation and every symbol is a word of its
 * own; spaces, no-break ones too, belong to none.
 */
public final class FrenchWords {
  private static final Set<String> ELISIONS =
      Set.of("l", "d", "j", "n", "s", "c", "m", "t", "qu", "lorsqu", "puisqu", "jusqu", "quoiqu");

  private static final int ZERO_WIDTH_SPACE = 0x200B;

  private FrenchWords() {}

  /** The words of the text: {@code [2 * words]} start and end of each, in UTF-16 units. */
  public static int[] split(String text) {
    int[] words = new int[16];
    int n = 0;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      if (isSpace(point)) {
        at += Character.charCount(point);
        continue;
      }
      int end = isLetter(point) ? endOfWord(text, at) : at + Character.charCount(point);
      if (n == words.length) {
        words = Arrays.copyOf(words, 2 * n);
      }
      words[n++] = at;
      words[n++] = end;
      at = end;
    }
    return Arrays.copyOf(words, n);
  }

  private static int endOfWord(String text, int start) {
    int at = start;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      int next = at + Character.charCount(point);
      if (!isLetter(point)) {
        boolean joins = isApostrophe(point) || isHyphen(point);
        if (!joins || next == text.length() || !isLetter(text.codePointAt(next))) {
          // An apostrophe that ends an elision belongs to it even before a quotation mark.
          return isApostrophe(point) && isElision(text, start, at) ? next : at;
        }
        if (isApostrophe(point) && isElision(text, start, at)) {
          return next;
        }
      }
      at = next;
    }
    return at;
  }

  private static boolean isElision(String text, int start, int end) {
    return end - start <= 6
        && ELISIONS.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
  }

  /** Marks follow their letter, and soft hyphens and joiners hide inside words. */
  private static boolean isLetter(int point) {
    if (Character.isLetterOrDigit(point)) {
      return true;
    }
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      case Character.FORMAT -> point != ZERO_WIDTH_SPACE;
      default -> false;
    };
  }

  private static boolean isSpace(int point) {
    return Character.isWhitespace(point)
        || Character.isSpaceChar(point)
        || point == ZERO_WIDTH_SPACE;
  }

  private static boolean isApostrophe(int point) {
    return point == '\'' || point == '\u2019' || point == '\u02BC';
  }

  private static boolean isHyphen(int point) {
    return point == '-' || point == '\u2010' || point == '\u2011';
  }
}
