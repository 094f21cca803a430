package io.github.langres.tokenizer;

import java.nio.file.Path;

/**
 * Opens tokenizers for {@link Tokenizer#open(Path)}. The seam that keeps this package free of its
 * rooms; found by {@link java.util.ServiceLoader}.
 */
public interface TokenizerProvider {

  /** Opens the tokenizer of a model folder, or the {@code tokenizer.json} file itself. */
  Tokenizer open(Path folderOrFile);

  /** As {@link #open}, for prompts of generative models. */
  PromptTokenizer openPromptTokenizer(Path folderOrFile);
}
