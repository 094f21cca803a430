package io.github.langres.tokenizer;

import java.util.Optional;

/**
 * The special tokens that the tokenizer files declare. They are never taken from {@code
 * config.json}: CamemBERT derivatives declare wrong ids there.
 */
public record SpecialTokens(
    Optional<SpecialToken> bos,
    Optional<SpecialToken> eos,
    Optional<SpecialToken> cls,
    Optional<SpecialToken> sep,
    Optional<SpecialToken> pad,
    Optional<SpecialToken> unk,
    Optional<SpecialToken> mask) {

  /**
   * One special token.
   *
   * @param text as written in text, such as {@code <mask>}
   * @param id its row in the vocabulary
   */
  public record SpecialToken(String text, int id) {}
}
