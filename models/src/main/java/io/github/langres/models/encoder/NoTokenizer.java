package io.github.langres.models.encoder;

import io.github.langres.models.ModelException;
import io.github.langres.tokenizer.Encoding;
import io.github.langres.tokenizer.SpecialTokens;
import io.github.langres.tokenizer.Tokenizer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stands in where a folder has no {@code tokenizer.json}: ids alone can run, texts are refused. */
public final class NoTokenizer implements Tokenizer {

  @Override
  public Encoding encode(String text, @Nullable String pair, boolean addSpecialTokens) {
    throw refusal();
  }

  @Override
  public int[][] encodeIds(List<String> texts) {
    throw refusal();
  }

  @Override
  public String decode(int[] ids, boolean skipSpecialTokens) {
    throw refusal();
  }

  @Override
  public int vocabularySize() {
    throw refusal();
  }

  @Override
  public int id(String token) {
    throw refusal();
  }

  @Override
  public String token(int id) {
    throw refusal();
  }

  @Override
  public SpecialTokens specialTokens() {
    Optional<SpecialTokens.SpecialToken> none = Optional.empty();
    return new SpecialTokens(none, none, none, none, none, none, none);
  }

  @Override
  public int modelMaxLength() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void close() {
    // nothing to release
  }

  private static ModelException refusal() {
    return new ModelException.Unsupported(
        "the folder has no tokenizer.json; give token ids instead of text, or add the file");
  }
}
