package io.github.langres.tokenizer.chat.jinja;

import java.util.Arrays;

/** Joins texts, keeping their origins, within the limits of the rendering. */
final class TextBuilder {
  private final Context context;
  private final StringBuilder chars = new StringBuilder();
  private int[] spans = new int[4];
  private int n;

  TextBuilder(Context context) {
    this.context = context;
  }

  TextBuilder append(String text) {
    return append(text, false);
  }

  TextBuilder append(String text, boolean fromCaller) {
    int start = grow(text);
    if (fromCaller) {
      span(start, chars.length());
    }
    return this;
  }

  TextBuilder append(Text text) {
    int start = grow(text.value());
    for (int i = 0; i < text.spanCount(); i++) {
      span(start + text.spanStart(i), start + text.spanEnd(i));
    }
    return this;
  }

  int length() {
    return chars.length();
  }

  Text toText() {
    return new Text(chars.toString(), Arrays.copyOf(spans, n), false);
  }

  private int grow(String text) {
    int start = chars.length();
    context.checkChars((long) start + text.length());
    context.step(text.length() >> 4);
    chars.append(text);
    return start;
  }

  private void span(int start, int end) {
    if (start == end) {
      return;
    }
    if (n > 0 && spans[n - 1] == start) {
      spans[n - 1] = end;
      return;
    }
    if (n == spans.length) {
      spans = Arrays.copyOf(spans, 2 * n);
    }
    spans[n++] = start;
    spans[n++] = end;
  }
}
