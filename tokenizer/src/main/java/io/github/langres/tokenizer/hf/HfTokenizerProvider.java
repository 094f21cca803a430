package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.TokenizerException;
import io.github.langres.tokenizer.TokenizerProvider;
import io.github.langres.tokenizer.json.JsonException;
import java.nio.file.Path;

/** Opens {@code tokenizer.json} with Hugging Face's native library. Thread-safe. */
public final class HfTokenizerProvider implements TokenizerProvider {

  /** For {@link java.util.ServiceLoader}. */
  public HfTokenizerProvider() {}

  @Override
  public Tokenizer open(Path folderOrFile) {
    TokenizerFolder folder = TokenizerFolder.of(folderOrFile);
    try {
      TokenizerJson json = TokenizerJson.read(folder.tokenizerJson());
      TokenizerSettings settings = TokenizerSettings.read(folder, json);
      return new HfTokenizer(NativeTokenizer.open(json), json, settings);
    } catch (JsonException e) {
      throw new TokenizerException(
          "cannot open the tokenizer of " + folder.path() + ": " + e.getMessage(), e);
    }
  }
}
