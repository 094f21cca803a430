package io.github.langres.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  /**
   * Cuts a long encoding into overlapping windows of at most {@code maxTokens} tokens, as Hugging
   * Face's {@code stride} does: they slide over the last text (the second of a pair), and each has
   * all the added special tokens and, in a pair, the whole first text. Offsets stay those of the
   * whole text.
   *
   * @param stride how many tokens of the last text a window repeats from the one before
   * @return this encoding alone when it fits
   * @throws IllegalArgumentException when the windows cannot move forward: the special tokens, the
   *     first text of a pair and {@code stride} fill {@code maxTokens}
   */
  public List<Encoding> windows(int maxTokens, int stride) {
    int last = 0;
    for (int sequence : sequenceIds) {
      last = Math.max(last, sequence);
    }
    return windows(maxTokens, stride, last);
  }

  /**
   * As {@link #windows(int, int)}, over the text of that sequence id: 0 for the first of a pair, 1
   * for the second. Each window has the whole other text.
   */
  public List<Encoding> windows(int maxTokens, int stride, int slidingSequence) {
    if (stride < 0) {
      throw new IllegalArgumentException("stride is " + stride + "; expected 0 or more");
    }
    if (length() <= maxTokens) {
      return List.of(this);
    }
    int sliding = count(slidingSequence);
    int fixed = length() - sliding;
    int room = maxTokens - fixed;
    if (stride >= room) {
      throw new IllegalArgumentException(
          String.format(
              "maxTokens is %d, of which special tokens%s take %d: %d are left for the text,"
                  + " which must be more than the stride of %d",
              maxTokens,
              count(1 - slidingSequence) == 0 ? "" : " and the other text",
              fixed,
              Math.max(room, 0),
              stride));
    }
    List<Encoding> windows = new ArrayList<>();
    for (int start = 0; ; start += room - stride) {
      windows.add(window(slidingSequence, start, start + room, maxTokens));
      if (start + room >= sliding) {
        return windows;
      }
    }
  }

  /** Keeps the tokens {@code from} to {@code to} of one text, and all the others. */
  private Encoding window(int sequence, int from, int to, int maxTokens) {
    int[] kept = new int[maxTokens];
    int n = 0;
    int at = 0;
    for (int i = 0; i < length(); i++) {
      if (sequenceIds[i] != sequence || (at >= from && at < to)) {
        kept[n++] = i;
      }
      at += sequenceIds[i] == sequence ? 1 : 0;
    }
    return select(Arrays.copyOf(kept, n), leftOut);
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

  /** How many tokens come from the text of that sequence id; of -1, the added special tokens. */
  public int count(int sequence) {
    int count = 0;
    for (int id : sequenceIds) {
      count += id == sequence ? 1 : 0;
    }
    return count;
  }

  /** The number of tokens. */
  public int length() {
    return ids.length;
  }
}
