package io.github.langres.benchmarks;

import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelSource;
import io.github.langres.models.TextEmbedder;
import io.github.langres.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * What opening a model folder costs: the time to the first answer, and the memory of the process
 * then. Linux only.
 *
 * <pre>{@code
 * java -Xmx512m -cp benchmarks.jar io.github.langres.benchmarks.Opening FOLDER
 * }</pre>
 */
public final class Opening {
  private static final String QUERY = "Comment faire renouveler ma carte nationale d'identité ?";

  private Opening() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    print("Java");
    try (Tokenizer tokenizer = Tokenizer.open(folder)) {
      tokenizer.encode(QUERY);
      System.gc();
      print("and a tokenizer");
    }
    long start = System.nanoTime();
    try (TextEmbedder embedder =
        TextEmbedder.open(ModelSource.folder(folder), ModelOptions.defaults())) {
      double opened = (System.nanoTime() - start) / 1e9;
      float[] vector = embedder.embed(QUERY);
      double answered = (System.nanoTime() - start) / 1e9;
      System.gc();
      print("and the model, a text embedded");
      System.out.printf(
          Locale.ROOT,
          "opened in %.2f s, first answer after %.2f s; processor time of all %.2f s; vector[0] %s%n",
          opened,
          answered,
          ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3,
          vector[0]);
    }
  }

  /** The memory of the process: its own, and what it maps from files. */
  private static void print(String when) throws IOException {
    StringBuilder line = new StringBuilder(when);
    for (String status : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (status.startsWith("RssAnon") || status.startsWith("RssFile")) {
        long kilobytes = Long.parseLong(status.replaceAll("\\D", ""));
        line.append("  ").append(status, 0, 7).append(' ').append(kilobytes / 1000).append(" MB");
      }
    }
    System.out.println(line);
  }
}
