package io.github.langres.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** 1,000 French texts of public-service pages, of natural length. */
public final class FrenchTexts {
  private FrenchTexts() {}

  /**
   * The first of them.
   *
   * @param count 1 to 1,000
   */
  public static List<String> first(int count) throws IOException {
    try (InputStream in = FrenchTexts.class.getResourceAsStream("textes.txt")) {
      if (in == null) {
        throw new IOException("textes.txt is missing from the jar");
      }
      List<String> all = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      if (count < 1 || count > all.size()) {
        throw new IllegalArgumentException(
            "there are " + all.size() + " texts; expected 1 to that many, got " + count);
      }
      return all.subList(0, count);
    }
  }
}
