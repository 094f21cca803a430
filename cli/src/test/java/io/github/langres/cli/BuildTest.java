package io.github.langres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class BuildTest {
  private static final String MODEL = CommandRun.golden("encoders/camembert-mlm");

  @TempDir private Path target;

  @Test
  void build_writesThePortableForm() {
    CommandRun run = CommandRun.of("", "build", MODEL, "-o", "" + target, "--precision", "int8");
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("precision   int8", "difference  cosine to fp32: mean 0.9")
        .doesNotContain("prepacked");
    assertThat(target.resolve("langres/masked-lm.onnx")).exists();
    assertThat(target.resolve("langres/masked-lm-prepacked.onnx")).doesNotExist();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void build_prepacked_writesBothForms() throws Exception {
    CommandRun run = CommandRun.of("", "build", MODEL, "-o", "" + target, "--prepacked");
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("prepacked   for " + System.getProperty("os.arch"), "least 1.000000");
    assertThat(target.resolve("langres/masked-lm.onnx")).exists();
    assertThat(target.resolve("langres/masked-lm-prepacked.onnx")).exists();
    assertThat(Files.readString(target.resolve("langres/manifest.json")))
        .contains("\"processor\" : \"" + System.getProperty("os.arch"));
  }

  @Test
  void build_unknownPrecision_isAUsageError() {
    CommandRun run = CommandRun.of("", "build", MODEL, "-o", "" + target, "--precision", "int5");
    assertThat(run.status()).isEqualTo(2);
  }
}
