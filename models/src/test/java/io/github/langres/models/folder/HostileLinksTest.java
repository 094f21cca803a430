package io.github.langres.models.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.models.BuiltModel;
import io.github.langres.models.FillMask;
import io.github.langres.models.Goldens;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelOpener;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelSource;
import io.github.langres.models.Precision;
import io.github.langres.models.TextEmbedder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No file of a folder, whoever reads it, may be a link out of it, a pipe, or a link to nothing. */
@Timeout(60)
class HostileLinksTest {
  private static final String SENTENCE = "tasks/st-dense";

  @TempDir private Path temp;

  /** What becomes of a file. */
  private enum Trick {
    LINK_OUT("is a link out of the model folder") {
      @Override
      void play(Path file, Path temp) throws Exception {
        Path outside = Files.createTempFile(temp, "outside", null);
        Files.write(outside, Files.readAllBytes(file));
        Files.delete(file);
        Files.createSymbolicLink(file, outside);
      }
    },
    LINK_TO_NOTHING("is a link to a file that is not there") {
      @Override
      void play(Path file, Path temp) throws Exception {
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("absent"));
      }
    },
    PIPE("is not a regular file") {
      @Override
      void play(Path file, Path temp) throws Exception {
        Hostile.pipe(file);
      }
    };

    final String message;

    Trick(String message) {
      this.message = message;
    }

    abstract void play(Path file, Path temp) throws Exception;
  }

  @TestFactory
  Stream<DynamicTest> open_aFileThatIsNone_isRefusedAndTheNextGoodFolderOpens() {
    return Stream.of(
            "config.json",
            "model.safetensors",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "modules.json",
            "sentence_bert_config.json",
            "config_sentence_transformers.json",
            "1_Pooling/config.json",
            "2_Dense/config.json",
            "2_Dense/model.safetensors")
        .flatMap(file -> Stream.of(Trick.values()).map(trick -> sentence(file, trick)));
  }

  private DynamicTest sentence(String file, Trick trick) {
    return DynamicTest.dynamicTest(
        file + " " + trick,
        () -> {
          Path folder = Files.createTempDirectory(temp, "hostile").resolve("model");
          Goldens.copy(SENTENCE, folder);
          trick.play(folder.resolve(file), temp);
          assertThatThrownBy(() -> TextEmbedder.open(folder).close())
              .isInstanceOf(ModelException.Folder.class)
              .hasMessageContaining(Path.of(file).getFileName().toString())
              .hasMessageContaining(trick.message);
          try (TextEmbedder good = TextEmbedder.open(Goldens.folder(SENTENCE))) {
            assertThat(good.embed("bonjour")).isNotEmpty();
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> open_aShardThatIsNone_isRefused() {
    return Stream.of(Trick.values())
        .map(
            trick ->
                DynamicTest.dynamicTest(
                    trick.toString(),
                    () -> {
                      Path folder = Files.createTempDirectory(temp, "shard").resolve("model");
                      Goldens.copy("encoders/camembert-base-fp16-sharded", folder);
                      try (TextEmbedder good = TextEmbedder.open(folder)) {
                        assertThat(good.embed("bonjour")).isNotEmpty();
                      }
                      try (Stream<Path> files = Files.list(folder)) {
                        Path shard =
                            files
                                .filter(
                                    file -> file.toString().endsWith("00002-of-00003.safetensors"))
                                .findFirst()
                                .orElseThrow();
                        trick.play(shard, temp);
                      }
                      assertThatThrownBy(() -> TextEmbedder.open(folder).close())
                          .isInstanceOf(ModelException.Folder.class)
                          .hasMessageContaining(trick.message);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> openChatTemplate_aFileThatIsNone_isRefused() {
    return Stream.of(Trick.values())
        .flatMap(
            trick ->
                Stream.of("chat_template.jinja", "additional_chat_templates/rag.jinja")
                    .map(
                        name ->
                            DynamicTest.dynamicTest(
                                name + " " + trick,
                                () -> {
                                  Path folder = Files.createTempDirectory(temp, "template");
                                  Files.createDirectory(
                                      folder.resolve("additional_chat_templates"));
                                  Path file = Files.writeString(folder.resolve(name), "{{ 1 }}");
                                  trick.play(file, temp);
                                  assertThatThrownBy(
                                          () ->
                                              ModelOpener.get()
                                                  .openChatTemplate(ModelSource.folder(folder)))
                                      .isInstanceOf(ModelException.Folder.class)
                                      .hasMessageContaining(trick.message);
                                })));
  }

  @TestFactory
  Stream<DynamicTest> open_aBuiltFileThatIsNone_isRefused() {
    return Stream.of("langres/manifest.json", "langres/weights.bin", "langres/masked-lm.onnx")
        .map(name -> DynamicTest.dynamicTest(name, () -> built(name)));
  }

  private void built(String name) throws Exception {
    Path folder = Files.createTempDirectory(temp, "built");
    BuiltModel.build(
        ModelSource.folder(Goldens.folder("encoders/camembert-mlm")), folder, Precision.FP32);
    for (Trick trick : List.of(Trick.LINK_OUT, Trick.LINK_TO_NOTHING)) {
      trick.play(folder.resolve(name), temp);
      assertThatThrownBy(() -> FillMask.open(folder).close())
          .isInstanceOf(ModelException.Folder.class)
          .hasMessageContaining(trick.message);
    }
  }

  @Test
  void open_aManifestThatNamesAFileOfTheMachine_isRefused() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("manifest"));
    BuiltModel.build(
        ModelSource.folder(Goldens.folder("encoders/camembert-mlm")), folder, Precision.FP32);
    Path manifest = folder.resolve("langres/manifest.json");
    String good = Files.readString(manifest);
    String absolute = temp.resolve("secret.onnx").toAbsolutePath().toString();
    Files.writeString(manifest, good.replace("langres/masked-lm.onnx", absolute));
    assertThatThrownBy(() -> FillMask.open(folder).close())
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining("outside the folder");
  }

  @Test
  void open_linksIntoTheBlobsOfACache_areFollowed() throws Exception {
    Path repository = Files.createDirectories(temp.resolve("models--org--name"));
    Path blobs = Files.createDirectory(repository.resolve("blobs"));
    Path snapshot = repository.resolve("snapshots/abc");
    Files.createDirectories(snapshot.getParent());
    Goldens.copy(SENTENCE, snapshot);
    try (Stream<Path> files = Files.walk(snapshot)) {
      int n = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path blob = blobs.resolve("blob" + n++);
        Files.move(file, blob);
        Files.createSymbolicLink(file, file.getParent().relativize(blob));
      }
    }
    try (TextEmbedder embedder =
        TextEmbedder.open(ModelSource.folder(snapshot), ModelOptions.defaults())) {
      assertThat(embedder.embed("bonjour")).isNotEmpty();
    }
  }
}
