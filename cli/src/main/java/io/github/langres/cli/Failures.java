package io.github.langres.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Turns exceptions into one line that says what was wrong. */
final class Failures {
  private Failures() {}

  static int report(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    err.println("langres: " + message(failure));
    if (parsed.hasMatchedOption("--verbose")) {
      failure.printStackTrace(err);
    }
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** What to tell the user: one line. */
  static String message(Throwable failure) {
    @Nullable String message = failure.getMessage();
    String text =
        message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
