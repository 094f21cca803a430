package io.github.langres.tokenizer.chat;

import java.util.List;

/**
 * The text of a prompt, and which parts of it are data.
 *
 * <p>A special token that lies even partly in one of {@link #userSpans} was not written by the
 * template: someone put {@code <|im_end|>} in a message. Encode with special tokens recognised only
 * outside these spans. To keep the model's own tokenization, cut the text at the special tokens
 * that are left, not at the spans: the spans' ends fall in the middle of ordinary words.
 *
 * @param userSpans ascending, disjoint; what came from messages (but for {@code role}), tools,
 *     documents and variables. Errs on the side of the user: where a filter cannot be followed char
 *     by char, all of its result counts.
 */
public record Rendered(String text, List<Span> userSpans) {

  public Rendered {
    userSpans = List.copyOf(userSpans);
  }

  /** True when the range has no char in common with a user span. */
  public boolean isTemplate(int start, int end) {
    // Spans ascend, so the first that ends after the start decides.
    int low = 0;
    int high = userSpans.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (userSpans.get(middle).end() <= start) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == userSpans.size() || userSpans.get(low).start() >= end;
  }

  /**
   * A range of the text.
   *
   * @param start in UTF-16 units, inclusive
   * @param end exclusive
   */
  public record Span(int start, int end) {}
}
