package io.github.langres.models;

/**
 * How answers are searched. Immutable; start from {@link #defaults()}.
 *
 * @param windowTokens a context of more tokens is read in windows of that many, question and
 *     special tokens included; at most what the model accepts
 * @param strideTokens how many tokens of the context a window repeats from the one before; at most
 *     half of what a window has room for
 * @param maxAnswerTokens the longest answer
 * @param noAnswer true when the text may hold no answer: an empty {@link Answer} competes
 * @param topK how many answers, best first
 */
public record AnswerOptions(
    int windowTokens, int strideTokens, int maxAnswerTokens, boolean noAnswer, int topK) {

  public AnswerOptions {
    atLeast(1, windowTokens, "windowTokens");
    atLeast(0, strideTokens, "strideTokens");
    atLeast(1, maxAnswerTokens, "maxAnswerTokens");
    atLeast(1, topK, "topK");
  }

  /** Windows of 384 tokens that share 128, answers of up to 15, always one, the best alone. */
  public static AnswerOptions defaults() {
    return new AnswerOptions(384, 128, 15, false, 1);
  }

  /** The same with other windows. */
  public AnswerOptions withWindows(int newWindowTokens, int newStrideTokens) {
    return new AnswerOptions(newWindowTokens, newStrideTokens, maxAnswerTokens, noAnswer, topK);
  }

  /** The same with another longest answer. */
  public AnswerOptions withMaxAnswerTokens(int newMaxAnswerTokens) {
    return new AnswerOptions(windowTokens, strideTokens, newMaxAnswerTokens, noAnswer, topK);
  }

  /** The same with, or without, the empty answer. */
  public AnswerOptions withNoAnswer(boolean newNoAnswer) {
    return new AnswerOptions(windowTokens, strideTokens, maxAnswerTokens, newNoAnswer, topK);
  }

  /** The same with that many answers. */
  public AnswerOptions withTopK(int newTopK) {
    return new AnswerOptions(windowTokens, strideTokens, maxAnswerTokens, noAnswer, newTopK);
  }

  private static void atLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be " + least + " or more, got " + value);
    }
  }
}
