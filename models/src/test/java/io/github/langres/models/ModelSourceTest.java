package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSourceTest {
  @TempDir private Path temp;

  @Test
  void of_whatAPersonTypes_isReadInOrder() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("org/modele"));
    assertThat(ModelSource.of(folder.toString())).isEqualTo(ModelSource.folder(folder));
    assertThat(ModelSource.of("fr-mini-encoder")).isEqualTo(ModelSource.bundled("fr-mini-encoder"));
    assertThat(ModelSource.of("almanach/camembert-base"))
        .isEqualTo(ModelSource.cached("almanach/camembert-base", "main"));
    assertThat(ModelSource.of("camembert-base"))
        .isEqualTo(ModelSource.cached("camembert-base", "main"));
    assertThat(ModelSource.of("almanach/camembert-base@refs/pr/1"))
        .isEqualTo(ModelSource.cached("almanach/camembert-base", "refs/pr/1"));
    for (String path : List.of("./modele", "/tmp/absent", "a/b/c", "../modele", "modele/")) {
      assertThat(ModelSource.of(path)).isEqualTo(ModelSource.folder(Path.of(path)));
    }
  }

  @Test
  void of_anOnnxFile_isThatGraphOfItsFolder() throws IOException {
    Files.createDirectory(temp.resolve("onnx"));
    Files.writeString(temp.resolve("config.json"), "{}");
    Path inside = Files.createFile(temp.resolve("onnx/model_q4.onnx"));
    Path beside = Files.createFile(temp.resolve("model_q4.onnx"));

    assertThat(ModelSource.of(inside.toString()))
        .isEqualTo(ModelSource.folder(temp, "onnx/model_q4.onnx"));
    assertThat(ModelSource.of(beside.toString()))
        .isEqualTo(ModelSource.folder(temp, "model_q4.onnx"));
  }

  @Test
  void cached_refusesWhatLeavesTheCache() {
    for (String id :
        List.of("", "a/b/c", "../x", "a/..", "a--b", ".a", "a/b-", "a b", "é/b", "/a")) {
      assertThatThrownBy(() -> ModelSource.cached(id, "main"))
          .as(id)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String revision : List.of("", "..", "a/../b", "/a", "a//b", "a\\b", "a\0", "C:a")) {
      assertThatThrownBy(() -> ModelSource.cached("a/b", revision))
          .as(revision)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void open_anIdThatIsNotHere_saysHowToGetIt() {
    assertThatThrownBy(
            () -> FillMask.open(ModelSource.of("org/absent"), ModelOptions.defaults()).close())
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining("org/absent is not on this machine")
        .hasMessageContaining("langres download org/absent");
  }
}
