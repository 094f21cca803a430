package io.github.langres.tokenizer;

import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * The tokenizer of a generative model: it also encodes prompts whose parts are not all to be
 * trusted. Thread-safe.
 */
public interface PromptTokenizer extends Tokenizer {

  /**
   * Opens the tokenizer of a model folder.
   *
   * @param folder a folder with {@code tokenizer.json}, or that file itself
   * @throws TokenizerException when the file is missing or malformed
   */
  static PromptTokenizer open(Path folder) {
    return ServiceLoader.load(TokenizerProvider.class, Tokenizer.class.getClassLoader())
        .findFirst()
        .orElseThrow(() -> new TokenizerException("no TokenizerProvider on the class path"))
        .openPromptTokenizer(folder);
  }

  /**
   * Encodes a rendered prompt, adding no special tokens. The text of a special token counts as one
   * only where the template wrote it; {@code <|im_end|>} in a message is ordinary text. A prompt
   * without such an attempt has the ids that {@code apply_chat_template(tokenize=True)} gives.
   *
   * @throws TokenizerException as {@link #encode(String, String, boolean)}
   */
  int[] encodePrompt(String text, TemplateText template);

  /** True when decoding without special tokens leaves this id out. */
  boolean isSpecial(int id);

  /** Which parts of a prompt the template wrote. */
  @FunctionalInterface
  interface TemplateText {
    /** True when the template wrote all of the range, in UTF-16 units, the end excluded. */
    boolean isTemplate(int start, int end);
  }
}
