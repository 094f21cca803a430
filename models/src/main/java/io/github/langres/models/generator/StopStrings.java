package io.github.langres.models.generator;

import java.util.List;

/**
 * Cuts a growing text at the first stop string, wherever its pieces end: what may be the start of a
 * stop string is held back until the next piece decides. Of several stop strings the one that ends
 * first counts, so that the cut does not depend on how the text was cut into tokens. One owner.
 */
final class StopStrings {
  private final List<String> stops;
  private String held = "";
  private boolean found;

  StopStrings(List<String> stops) {
    this.stops = stops;
  }

  /** Adds a piece and gives the text that is certain not to belong to a stop string. */
  String push(String piece) {
    if (stops.isEmpty() || found || piece.isEmpty()) {
      return found ? "" : piece;
    }
    String text = held + piece;
    int cut = cut(text);
    if (cut >= 0) {
      found = true;
      held = "";
      return text.substring(0, cut);
    }
    int certain = text.length() - startOfStop(text);
    held = text.substring(certain);
    return text.substring(0, certain);
  }

  /** Gives what was held back, when no stop string came of it. */
  String flush() {
    String rest = held;
    held = "";
    return rest;
  }

  /** True once a stop string was there. */
  boolean found() {
    return found;
  }

  /** Where the stop string starts that ends first, -1 without any. */
  private int cut(String text) {
    int first = -1;
    int firstEnd = Integer.MAX_VALUE;
    for (String stop : stops) {
      int at = text.indexOf(stop);
      int end = at + stop.length();
      if (at >= 0 && (end < firstEnd || (end == firstEnd && at < first))) {
        first = at;
        firstEnd = end;
      }
    }
    return first;
  }

  /** How many chars at the end of the text may start a stop string. */
  private int startOfStop(String text) {
    int longest = 0;
    for (String stop : stops) {
      int most = Math.min(stop.length() - 1, text.length());
      for (int length = most; length > longest; length--) {
        if (text.regionMatches(text.length() - length, stop, 0, length)) {
          longest = length;
        }
      }
    }
    return longest;
  }
}
