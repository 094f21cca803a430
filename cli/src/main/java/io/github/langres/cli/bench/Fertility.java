package io.github.langres.cli.bench;

import io.github.langres.models.ModelOpener;
import io.github.langres.models.ModelSource;
import io.github.langres.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;

/** How many tokens a tokenizer makes of French. */
final class Fertility {
  private Fertility() {}

  static double tokensAChar(ModelSource source, List<String> texts) {
    try (Tokenizer tokenizer = ModelOpener.get().openTokenizer(source)) {
      int tokens = Arrays.stream(tokenizer.encodeIds(texts)).mapToInt(ids -> ids.length).sum();
      return (double) tokens / texts.stream().mapToInt(String::length).sum();
    }
  }
}
