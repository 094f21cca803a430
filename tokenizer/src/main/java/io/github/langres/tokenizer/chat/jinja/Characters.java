package io.github.langres.tokenizer.chat.jinja;

/** Python's classes of characters, where they differ from Java's. */
final class Characters {
  private Characters() {}

  /** {@code str.isspace}, also {@code \s}. */
  static boolean isSpace(int c) {
    if (c < 0x80) {
      return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f);
    }
    return c == 0x85 || Character.isSpaceChar(c);
  }

  static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** A boundary of {@code str.splitlines}. */
  static boolean isLineBreak(int c) {
    return (c >= 10 && c <= 13)
        || (c >= 0x1c && c <= 0x1e)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  static boolean isCased(int c) {
    return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
  }

  static boolean isIdentifierStart(int c) {
    return c == '_' || Character.isLetter(c) || Character.getType(c) == Character.LETTER_NUMBER;
  }

  static boolean isIdentifierPart(int c) {
    return isIdentifierStart(c)
        || (c >= '0' && c <= '9')
        || (c >= 0x80
            && Character.isUnicodeIdentifierPart(c)
            && !Character.isIdentifierIgnorable(c));
  }
}
