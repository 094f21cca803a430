package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.Tokenizer;
import java.nio.file.Path;

/** Opens a tokenizer in a process of its own and prints DJL's offline property. */
final class OfflineMain {
  private OfflineMain() {}

  public static void main(String[] args) {
    try (Tokenizer tokenizer = Tokenizer.open(Path.of(args[0]))) {
      System.out.println(tokenizer.vocabularySize() + " " + System.getProperty("ai.djl.offline"));
    }
  }
}
