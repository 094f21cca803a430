package io.github.langres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DownloadTest {

  @Test
  void download_offline_failsInOneLine() {
    System.setProperty("langres.offline", "true");
    try {
      assertThat(run("download", "org/modele", "--revision", "v2"))
          .isEqualTo(
              "1 langres: -Dlangres.offline=true forbids to download org/modele@v2;"
                  + " copy its folder here instead\n");
    } finally {
      System.clearProperty("langres.offline");
    }
  }

  @Test
  void download_ofNoId_failsInOneLine() {
    assertThat(run("download", "../modele"))
        .startsWith("1 langres: a model id is organization/name")
        .doesNotContain("\tat ");
  }

  /** The exit status and what is on standard error. */
  private static String run(String... arguments) {
    StringWriter err = new StringWriter();
    CommandLine command = Langres.commandLine().setErr(new PrintWriter(err));
    return command.execute(arguments) + " " + err;
  }
}
