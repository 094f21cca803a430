package io.github.langres.tokenizer.chat;

import io.github.langres.tokenizer.chat.jinja.Limits;

/**
 * What one rendering may use: a template is a program, and a model folder is not always a friend.
 *
 * @param maxSteps expressions evaluated, plus one for every 16 chars and every element made
 * @param maxDepth nesting of the source, of values and of macro calls
 * @param maxChars length of the source, of the output, and of every string on the way
 */
public record TemplateLimits(long maxSteps, int maxDepth, int maxChars) {
  /** About a second of work at most; real templates stay a thousand times below. */
  public static final TemplateLimits DEFAULT = new TemplateLimits(10_000_000, 200, 16_000_000);

  public TemplateLimits {
    if (maxSteps < 1 || maxDepth < 1 || maxDepth > 200 || maxChars < 1) {
      throw new IllegalArgumentException(
          "limits must be positive, and maxDepth at most 200, which the stack can hold");
    }
  }

  Limits limits() {
    return new Limits("TemplateLimits", maxSteps, maxDepth, maxChars);
  }
}
