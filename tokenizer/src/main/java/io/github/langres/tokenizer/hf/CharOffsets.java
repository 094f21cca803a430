package io.github.langres.tokenizer.hf;

import org.jspecify.annotations.Nullable;

/** Turns code-point indices of a text into UTF-16 indices. */
final class CharOffsets {
  private final int @Nullable [] units;

  private CharOffsets(int @Nullable [] units) {
    this.units = units;
  }

  /** Of a text without unpaired surrogates. */
  static CharOffsets of(String text) {
    int codePoints = text.codePointCount(0, text.length());
    if (codePoints == text.length()) {
      return new CharOffsets(null);
    }
    int[] units = new int[codePoints + 1];
    for (int i = 0, unit = 0; i < codePoints; i++) {
      units[i] = unit;
      unit += Character.isHighSurrogate(text.charAt(unit)) ? 2 : 1;
    }
    units[codePoints] = text.length();
    return new CharOffsets(units);
  }

  int unit(int codePoint) {
    return units == null ? codePoint : units[codePoint];
  }
}
