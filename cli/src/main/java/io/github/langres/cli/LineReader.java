package io.github.langres.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Splits bytes into lines, and knows whether a whole line is there without waiting for one. */
final class LineReader {
  private final InputStream in;
  private final int maxBytes;
  private byte[] buffer = new byte[1 << 16];
  private int from;
  private int to;
  // No end of line before this.
  private int searched;
  private boolean ended;

  /**
   * Reads from a stream, which stays the caller's to close.
   *
   * @param maxBytes the most of a line that is kept
   */
  LineReader(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /**
   * Waits for the next line; null at the end of the input. A line of more than the most bytes comes
   * as its first {@code maxBytes + 1}, so that it shows.
   */
  byte @Nullable [] next() throws IOException {
    int end = lineEnd();
    while (end < 0 && buffered() <= maxBytes && fill()) {
      end = lineEnd();
    }
    if (end < 0 && from == to) {
      return null;
    }
    int last = end < 0 ? to : end;
    byte[] line = Arrays.copyOfRange(buffer, from, Math.min(last, from + maxBytes + 1));
    from = last;
    skipToNextLine();
    return line;
  }

  private void skipToNextLine() throws IOException {
    for (int end = lineEnd(); end < 0; end = lineEnd()) {
      from = to;
      if (!fill()) {
        return;
      }
    }
    from = lineEnd() + 1;
  }

  /** True when {@link #next} would give a line without waiting. */
  boolean ready() throws IOException {
    while (lineEnd() < 0 && buffered() <= maxBytes) {
      if (ended || in.available() == 0 || !fill()) {
        return ended && from < to;
      }
    }
    return true;
  }

  private int buffered() {
    return to - from;
  }

  private int lineEnd() {
    searched = Math.max(searched, from);
    while (searched < to && buffer[searched] != '\n') {
      searched++;
    }
    return searched < to ? searched : -1;
  }

  /** Reads what there is, and waits only when there is nothing; false at the end of the input. */
  private boolean fill() throws IOException {
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      searched -= Math.min(searched, from);
      from = 0;
    }
    if (to == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    int read = in.read(buffer, to, buffer.length - to);
    ended = read < 0;
    to += Math.max(0, read);
    return !ended;
  }
}
