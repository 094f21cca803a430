package io.github.langres.models.task;

import io.github.langres.tokenizer.Encoding;

/**
 * Which tokens continue the word of the one before, guessed as the {@code transformers} pipeline
 * guesses: where the vocabulary marks continuations ({@code ##ment}), by the token being longer
 * than its text; else by the lack of a space before it. The unknown token always starts a word.
 *
 * @param marked true when the vocabulary marks continuations
 * @param unknownId the unknown token, -1 for none
 */
public record SubwordRule(boolean marked, int unknownId) {

  boolean continues(String text, Encoding encoding, int token) {
    if (encoding.ids()[token] == unknownId) {
      return false;
    }
    int start = encoding.offsets()[2 * token];
    int end = encoding.offsets()[2 * token + 1];
    if (marked) {
      String written = encoding.tokens()[token];
      return written.codePointCount(0, written.length()) != text.codePointCount(start, end);
    }
    boolean afterSpace = start > 0 && text.charAt(start - 1) == ' ';
    boolean isSpace = start < text.length() && text.charAt(start) == ' ';
    return start > 0 && !afterSpace && !isSpace;
  }
}
