package io.github.langres.tokenizer.chat.jinja;

/**
 * What one rendering may use.
 *
 * @param name how errors call the owner of these settings
 * @param maxSteps expressions evaluated, plus one for every 16 chars and every element produced
 * @param maxDepth nesting of the source, of values, and of macro calls
 * @param maxChars length of the output, and of every string on the way
 */
public record Limits(String name, long maxSteps, int maxDepth, int maxChars) {

  String knob(String component) {
    return " (" + name + "." + component + ")";
  }
}
