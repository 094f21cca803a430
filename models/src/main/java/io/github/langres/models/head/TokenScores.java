package io.github.langres.models.head;

/**
 * The tokens of a text, special ones left out, with what the model thinks of each; {@code n} is
 * their number.
 *
 * @param offsets {@code [2n]} start and end of each in the text, in UTF-16 units
 * @param subword {@code [n]} true for a token that continues the word of the one before
 * @param scores {@code [n][labels]} probabilities
 */
public record TokenScores(int[] offsets, boolean[] subword, float[][] scores) {

  /** The number of tokens. */
  public int length() {
    return scores.length;
  }

  int start(int token) {
    return offsets[2 * token];
  }

  int end(int token) {
    return offsets[2 * token + 1];
  }
}
