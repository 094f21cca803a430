package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.PromptTokenizer;
import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.TokenizerException;
import io.github.langres.tokenizer.TokenizerProvider;
import io.github.langres.tokenizer.json.JsonException;
import java.nio.file.Path;
import java.util.function.BiFunction;

/** Opens {@code tokenizer.json} with Hugging Face's native library. Thread-safe. */
public final class HfTokenizerProvider implements TokenizerProvider {

  /** For {@link java.util.ServiceLoader}. */
  public HfTokenizerProvider() {}

  @Override
  public Tokenizer open(Path folderOrFile) {
    return open(folderOrFile, HfTokenizer::open);
  }

  @Override
  public PromptTokenizer openPromptTokenizer(Path folderOrFile) {
    return open(folderOrFile, HfPromptTokenizer::open);
  }

  private static <T> T open(
      Path folderOrFile, BiFunction<TokenizerJson, TokenizerSettings, T> opener) {
    TokenizerFolder folder = TokenizerFolder.of(folderOrFile);
    try {
      TokenizerJson json = TokenizerJson.read(folder.tokenizerJson());
      return opener.apply(json, TokenizerSettings.read(folder, json));
    } catch (JsonException e) {
      throw new TokenizerException(
          "cannot open the tokenizer of " + folder.path() + ": " + e.getMessage(), e);
    }
  }
}
