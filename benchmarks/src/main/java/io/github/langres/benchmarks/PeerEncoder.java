package io.github.langres.benchmarks;

import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelSource;
import io.github.langres.models.Precision;
import io.github.langres.models.TextEmbedder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Langres beside its peers ({@code benchmarks/peers/run.py}): prints "ready", then the seconds of a
 * pass over the texts for every line read. Arguments: PRECISION FOLDER TEXTS THREADS.
 */
public final class PeerEncoder {
  private PeerEncoder() {}

  public static void main(String[] args) throws IOException {
    ModelOptions options =
        ModelOptions.defaults()
            .withPrecision(Precision.parse(args[0]))
            .withThreads(Integer.parseInt(args[3]));
    List<String> texts = Files.readAllLines(Path.of(args[2]));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (TextEmbedder embedder = TextEmbedder.open(ModelSource.of(args[1]), options)) {
      System.out.println("ready");
      while (in.readLine() != null) {
        long start = System.nanoTime();
        embedder.embed(texts);
        System.out.println((System.nanoTime() - start) / 1e9);
      }
    }
  }
}
