package io.github.langres.frmini;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the jar carries: class paths cannot be listed, so each model lists its own files. */
class BundledFilesTest {
  private static final Path ROOT = Path.of("src/main/resources/io/github/langres/models/frmini");

  /** Not needed to open a model. */
  private static final List<String> UNLISTED = List.of("FILES", "README.md");

  @ParameterizedTest
  @ValueSource(strings = {"fr-mini-encoder", "fr-mini-generator"})
  void index_listsEveryFileOfTheModel(String name) throws IOException {
    Path folder = ROOT.resolve(name);
    List<String> present =
        files(folder).stream()
            .map(file -> folder.relativize(file).toString().replace('\\', '/'))
            .filter(file -> !UNLISTED.contains(file))
            .toList();
    assertThat(present).contains("config.json", "model.safetensors", "tokenizer.json");
    assertThat(Files.readAllLines(folder.resolve("FILES")))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(present);
  }

  @Test
  void folder_holdsIndexedModelsOnly() throws IOException {
    try (Stream<Path> entries = Files.list(ROOT)) {
      assertThat(entries.filter(Files::isDirectory))
          .allSatisfy(folder -> assertThat(folder.resolve("FILES")).exists());
    }
  }

  @Test
  void files_staySmallEnoughToEmbed() throws IOException {
    List<Path> files = files(ROOT);
    assertThat(files).allSatisfy(file -> assertThat(size(file)).isLessThan(20_000_000));
    assertThat(files.stream().mapToLong(BundledFilesTest::size).sum()).isLessThan(60_000_000);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
