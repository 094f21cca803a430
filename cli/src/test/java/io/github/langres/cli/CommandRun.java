package io.github.langres.cli;

import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/** One run of the command line: what it printed and its exit status. */
record CommandRun(int status, String out, String err) {
  private static final Path GOLDENS = Path.of("../models/src/test/resources/goldens");

  static String golden(String name) {
    return GOLDENS.resolve(name).toString();
  }

  /** Runs a command with these lines on standard input. */
  static synchronized CommandRun of(String input, String... arguments) {
    InputStream in = System.in;
    PrintStream out = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    try {
      System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
      System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      CommandLine command = Langres.commandLine();
      command.setErr(new PrintWriter(err, true));
      int status = command.execute(arguments);
      return new CommandRun(status, bytes.toString(StandardCharsets.UTF_8), err.toString());
    } finally {
      System.setIn(in);
      System.setOut(out);
    }
  }

  /** The lines of standard output, as JSON. */
  List<JsonObject> json() {
    return out.lines().map(line -> Json.parseObject("out", line)).toList();
  }
}
