package io.github.langres.tokenizer;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;

/**
 * Turns a growing sequence of ids into text, piece by piece. The pieces and the rest that {@link
 * #flush} gives are together the text that {@link Tokenizer#decode} makes of all the ids at once;
 * no piece ends within a character. Each token costs the decoding of a short tail, however long the
 * text.
 *
 * <p>Has one owner: not for several threads at a time.
 */
public final class IncrementalDetokenizer {
  /** Ids kept to give the next ones their context: more than the bytes of one character. */
  private static final int CONTEXT = 8;

  private final Tokenizer tokenizer;
  private final boolean skipSpecialTokens;
  private final BitSet byteIds = new BitSet();
  private final BitSet known = new BitSet();
  private final BitSet skipped = new BitSet();

  private int[] tail = new int[2 * CONTEXT];
  private int length;
  private int limit = 2 * CONTEXT;
  private int given;

  /**
   * Starts a text.
   *
   * @param skipSpecialTokens whether special tokens leave no text
   */
  public IncrementalDetokenizer(Tokenizer tokenizer, boolean skipSpecialTokens) {
    this.tokenizer = Objects.requireNonNull(tokenizer, "tokenizer is null");
    this.skipSpecialTokens = skipSpecialTokens;
    for (int i = 0; i < 256; i++) {
      int id = tokenizer.id(String.format("<0x%02X>", i));
      if (id >= 0) {
        byteIds.set(id);
      }
    }
  }

  /**
   * Adds an id and returns the text that became certain, which may be empty: a character whose
   * bytes are not all there waits. An id outside the vocabulary leaves no text, as in {@link
   * Tokenizer#decode}.
   */
  public String push(int id) {
    if (id < 0 || id >= tokenizer.vocabularySize() || isSkipped(id)) {
      return "";
    }
    if (length == tail.length) {
      tail = Arrays.copyOf(tail, 2 * length);
    }
    tail[length++] = id;
    // Byte tokens that follow each other are decoded together: one bad byte spoils them all.
    if (byteIds.get(id)) {
      return "";
    }
    String text = decodeTail(0);
    // Only the last U+FFFD can be the start of a character that the next id completes.
    int waiting = text.endsWith("\uFFFD") ? 1 : 0;
    String certain = from(text, text.length() - waiting);
    if (length >= limit) {
      shorten(waiting);
    }
    return certain;
  }

  /** Returns the text that still waited, and starts a new text. */
  public String flush() {
    String text = decodeTail(0);
    String rest = from(text, text.length());
    length = 0;
    given = 0;
    limit = 2 * CONTEXT;
    return rest;
  }

  private String from(String text, int end) {
    if (end <= given) {
      return "";
    }
    String piece = text.substring(given, end);
    given = end;
    return piece;
  }

  /** Forgets all but the last ids, when these leave text: the first text of all is special. */
  private void shorten(int waiting) {
    String text = decodeTail(length - CONTEXT);
    if (text.length() <= waiting) {
      limit = 2 * length;
      return;
    }
    System.arraycopy(tail, length - CONTEXT, tail, 0, CONTEXT);
    length = CONTEXT;
    limit = 2 * CONTEXT;
    given = text.length() - waiting;
  }

  private String decodeTail(int from) {
    return tokenizer.decode(Arrays.copyOfRange(tail, from, length), skipSpecialTokens);
  }

  private boolean isSkipped(int id) {
    if (!skipSpecialTokens) {
      return false;
    }
    if (!known.get(id)) {
      known.set(id);
      int[] alone = {id};
      skipped.set(
          id, tokenizer.decode(alone, true).isEmpty() && !tokenizer.decode(alone, false).isEmpty());
    }
    return skipped.get(id);
  }
}
