package io.github.langres.tokenizer.chat.jinja;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * A string that remembers which of its chars came from the caller's data rather than from the
 * template, so that a special token written by a user can be told from one of the template.
 * Equality looks at the chars alone. Where an operation cannot follow the chars one by one, its
 * whole result counts as the caller's.
 */
public final class Text {
  private static final int[] NO_SPANS = {};
  static final Text EMPTY = new Text("", NO_SPANS, false);

  private final String value;
  private final int[] spans;
  private final boolean safe;

  Text(String value, int[] spans, boolean safe) {
    this.value = value;
    this.spans = spans;
    this.safe = safe;
  }

  static Text of(String value) {
    return new Text(value, NO_SPANS, false);
  }

  static Text of(String value, boolean fromCaller) {
    return fromCaller && !value.isEmpty()
        ? new Text(value, new int[] {0, value.length()}, false)
        : of(value);
  }

  /** The chars. */
  public String value() {
    return value;
  }

  /** Starts and ends, in UTF-16 units, of the ranges that came from the caller; ascending. */
  public int[] callerSpans() {
    return spans.clone();
  }

  int spanCount() {
    return spans.length / 2;
  }

  int spanStart(int i) {
    return spans[2 * i];
  }

  int spanEnd(int i) {
    return spans[2 * i + 1];
  }

  boolean fromCaller() {
    return spans.length > 0;
  }

  /** True for a string marked as HTML; then {@code +} escapes the other operand. */
  boolean safe() {
    return safe;
  }

  Text asSafe(boolean now) {
    return now == safe ? this : new Text(value, spans, now);
  }

  boolean isEmpty() {
    return value.isEmpty();
  }

  /** The range in UTF-16 units. */
  Text slice(int start, int end) {
    if (start >= end) {
      return EMPTY.asSafe(safe);
    }
    int[] kept = new int[spans.length];
    int n = 0;
    for (int i = 0; i < spans.length; i += 2) {
      int from = Math.max(spans[i], start);
      int to = Math.min(spans[i + 1], end);
      if (from < to) {
        kept[n++] = from - start;
        kept[n++] = to - start;
      }
    }
    return new Text(value.substring(start, end), Arrays.copyOf(kept, n), safe);
  }

  /** A mapping of chars, such as upper case; origins survive when the length does. */
  Text map(UnaryOperator<String> change) {
    String changed = change.apply(value);
    return changed.length() == value.length()
        ? new Text(changed, spans, safe)
        : of(changed, fromCaller()).asSafe(safe);
  }

  /** Python's length: code points. */
  int codePoints() {
    return value.codePointCount(0, value.length());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Text text && text.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
