package io.github.langres.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine.Help.Ansi;

/** What a person reads: UTF-8 whatever the platform says, sizes in words. */
final class Terminal {
  private Terminal() {}

  static PrintWriter out() {
    return new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
  }

  /** Opens a model, and says so on a terminal while it lasts. */
  static <T> T opening(Object model, Supplier<T> open) {
    if (!Ansi.AUTO.enabled()) {
      return open.get();
    }
    System.err.printf("\r\033[Kopening %s …", model);
    System.err.flush();
    try {
      return open.get();
    } finally {
      System.err.print("\r\033[K");
      System.err.flush();
    }
  }

  static String bytes(long bytes) {
    if (bytes < 1_000_000) {
      return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
    }
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }
}
