package io.github.langres.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The texts that the benchmarks read: the titles of the bundled fiches. */
final class Titles {
  private static final String TITLES = "/io/github/langres/models/frmini/fiches.tsv";

  private Titles() {}

  /** The first {@code n} titles, repeated from the start when there are fewer. */
  static List<String> first(int n) {
    try (InputStream in = Titles.class.getResourceAsStream(TITLES)) {
      if (in == null) {
        throw new IllegalStateException(TITLES + " is not on the class path");
      }
      List<String> all =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(line -> line.split("\t", -1)[1])
              .toList();
      List<String> titles = new ArrayList<>(n);
      for (int i = 0; i < n; i++) {
        titles.add(all.get(i % all.size()));
      }
      return titles;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
