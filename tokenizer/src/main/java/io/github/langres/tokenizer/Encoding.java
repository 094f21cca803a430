package io.github.langres.tokenizer;

/**
 * One encoded text or pair; {@code n} is the number of tokens. The arrays are shared, not copied:
 * do not change them.
 *
 * @param ids {@code [n]} token ids
 * @param typeIds {@code [n]} 0 for the first text, 1 for the second where the model makes the
 *     difference
 * @param tokens {@code [n]} tokens as the vocabulary writes them
 * @param offsets {@code [2n]} start and end of each token in its own text, in UTF-16 units; 0, 0
 *     for the special tokens that the post-processor added
 * @param wordIds {@code [n]} the word of each token in its text, -1 for added special tokens
 * @param sequenceIds {@code [n]} 0 or 1 for the text the token comes from, -1 for added special
 *     tokens
 * @param leftOut how many tokens {@link #truncate} has left out so far
 */
public record Encoding(
    int[] ids,
    int[] typeIds,
    String[] tokens,
    int[] offsets,
    int[] wordIds,
    int[] sequenceIds,
    int leftOut) {

  /**
   * Keeps at most that many tokens, the added special tokens always among them: tokens leave from
   * the end of the text, of the longer text first in a pair ({@code longest_first}).
   *
   * @throws IllegalArgumentException when the added special tokens alone are more than {@code
   *     maxTokens}
   */
  public Encoding truncate(int maxTokens) {
    if (length() <= maxTokens) {
      return this;
    }
    int[] left = new int[2];
    for (int sequence : sequenceIds) {
      if (sequence >= 0) {
        left[sequence]++;
      }
    }
    int excess = length() - maxTokens;
    if (left[0] + left[1] < excess) {
      throw new IllegalArgumentException(
          "maxTokens is "
              + maxTokens
              + ", but the special tokens alone are "
              + (length() - left[0] - left[1]));
    }
    // On a tie the text that was shorter gives way, as Hugging Face tokenizers do.
    boolean firstWasLonger = left[0] > left[1];
    for (int i = 0; i < excess; i++) {
      boolean fromFirst = left[0] == left[1] ? !firstWasLonger : left[0] > left[1];
      left[fromFirst ? 0 : 1]--;
    }
    int[] kept = new int[maxTokens];
    int n = 0;
    for (int i = 0; i < length(); i++) {
      if (sequenceIds[i] < 0 || left[sequenceIds[i]]-- > 0) {
        kept[n++] = i;
      }
    }
    return select(kept, leftOut + excess);
  }

  private Encoding select(int[] positions, int nowLeftOut) {
    int n = positions.length;
    int[] newIds = new int[n];
    int[] newTypeIds = new int[n];
    String[] newTokens = new String[n];
    int[] newOffsets = new int[2 * n];
    int[] newWordIds = new int[n];
    int[] newSequenceIds = new int[n];
    for (int i = 0; i < n; i++) {
      int from = positions[i];
      newIds[i] = ids[from];
      newTypeIds[i] = typeIds[from];
      newTokens[i] = tokens[from];
      newOffsets[2 * i] = offsets[2 * from];
      newOffsets[2 * i + 1] = offsets[2 * from + 1];
      newWordIds[i] = wordIds[from];
      newSequenceIds[i] = sequenceIds[from];
    }
    return new Encoding(
        newIds, newTypeIds, newTokens, newOffsets, newWordIds, newSequenceIds, nowLeftOut);
  }

  /** The number of tokens. */
  public int length() {
    return ids.length;
  }
}
