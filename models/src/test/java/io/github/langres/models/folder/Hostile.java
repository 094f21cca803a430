package io.github.langres.models.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.models.Goldens;
import io.github.langres.models.ModelException;
import io.github.langres.models.TextClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DynamicTest;

/**
 * A hostile folder.
 *
 * @param message what its refusal says
 * @param spoiler makes it from a good one
 */
record Hostile(String name, String message, Spoiler spoiler) {
  private static final String GOOD = "onnx/roberta-classify-3-external-data";

  /** Spoils a copy of a good folder, alone in a folder of its own. */
  interface Spoiler {
    void spoil(Path folder) throws Exception;
  }

  /** It is refused with one clear message, and a good folder opens right after. */
  DynamicTest test(Path temp) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          Path folder = Files.createTempDirectory(temp, "hostile").resolve("model");
          Goldens.copy(GOOD, folder);
          spoiler.spoil(folder);
          assertThatThrownBy(() -> TextClassifier.open(folder).close())
              .isInstanceOf(ModelException.Folder.class)
              .hasMessageContaining(message);
          try (TextClassifier classifier = TextClassifier.open(Goldens.folder(GOOD))) {
            assertThat(classifier.classify("bonjour").labels()).hasSize(3);
          }
        });
  }

  static void pipe(Path path) throws IOException, InterruptedException {
    Files.delete(path);
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
  }
}
