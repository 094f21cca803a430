package io.github.langres.tokenizer;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Text to token ids and back, exactly as the model's {@code tokenizer.json} says. Nothing is
 * truncated or padded here: {@link Encoding#truncate} is the caller's decision.
 *
 * <p>Unpaired surrogates are read as U+FFFD. Thread-safe; {@link #close()} is idempotent and waits
 * for calls that are under way; a call after it throws {@link IllegalStateException}.
 */
public interface Tokenizer extends AutoCloseable {

  /** Texts longer than this, in UTF-16 units, are refused: native encoding costs 110 bytes each. */
  int MAX_TEXT_LENGTH = 10_000_000;

  /**
   * Opens the tokenizer of a model folder.
   *
   * @param folder a folder with {@code tokenizer.json}, or that file itself
   * @throws TokenizerException when the file is missing or malformed
   */
  static Tokenizer open(Path folder) {
    return ServiceLoader.load(TokenizerProvider.class, Tokenizer.class.getClassLoader())
        .findFirst()
        .orElseThrow(() -> new TokenizerException("no TokenizerProvider on the class path"))
        .open(folder);
  }

  /** Encodes one text with the model's special tokens around it. */
  default Encoding encode(String text) {
    return encode(text, null, true);
  }

  /** Encodes a pair, such as a question and its context, with the model's special tokens. */
  default Encoding encode(String text, String pair) {
    return encode(text, pair, true);
  }

  /**
   * Encodes a text, or a pair.
   *
   * @param pair the second text, or null
   * @param addSpecialTokens false leaves out the tokens of the post-processor, such as {@code <s>}
   * @throws TokenizerException when a text is longer than {@link #MAX_TEXT_LENGTH}; when the
   *     tokenizer splits with regular expressions and a text has more than a million characters in
   *     a row all white space or all not, which exhausts them; when a text has characters unknown
   *     to a vocabulary without an unknown token
   */
  Encoding encode(String text, @Nullable String pair, boolean addSpecialTokens);

  /**
   * Encodes texts to ids alone, with special tokens: the fast path of bulk work, which copies
   * neither tokens nor offsets.
   *
   * @return one array of ids a text, in order
   * @throws TokenizerException as {@link #encode(String, String, boolean)}
   */
  int[][] encodeIds(List<String> texts);

  /** Turns ids back into text. Ids outside the vocabulary leave none. */
  String decode(int[] ids, boolean skipSpecialTokens);

  /** The highest id plus one, added tokens included. */
  int vocabularySize();

  /** The id of a token, or -1 when the vocabulary lacks it. */
  int id(String token);

  /**
   * The token of an id, as the vocabulary writes it ({@code ▁eau}).
   *
   * @throws TokenizerException when the id is outside the vocabulary
   */
  String token(int id);

  /** The special tokens of the tokenizer files. */
  SpecialTokens specialTokens();

  /**
   * How many tokens the model accepts according to {@code tokenizer_config.json}; {@link
   * Integer#MAX_VALUE} when it does not say, or says an absurd number.
   */
  int modelMaxLength();

  @Override
  void close();
}
