package io.github.langres.models.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.langres.models.Goldens;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelReport;
import io.github.langres.models.ModelSource;
import io.github.langres.models.TextClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
  @TempDir private Path temp;
  private Path folder;

  @BeforeEach
  void make() throws IOException {
    folder = Files.createDirectories(temp.resolve("model/onnx")).getParent();
    config("{\"model_type\": \"camembert\"}");
  }

  @Test
  void onnx_isThePlainOneFirst_thenTheOnlyOne() throws IOException {
    assertThat(read().onnx()).isEmpty();
    Path only = Files.createFile(folder.resolve("onnx/model_quantized.onnx"));
    assertThat(read().onnx()).contains(only);
    Files.createFile(folder.resolve("onnx/model_fp16.onnx"));
    assertThatThrownBy(() -> read().onnx())
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining("onnx/model_fp16.onnx, onnx/model_quantized.onnx")
        .hasMessageContaining("name the one to open");
    Path inside = Files.createFile(folder.resolve("onnx/model.onnx"));
    assertThat(read().onnx()).contains(inside);
    Path atRoot = Files.createFile(folder.resolve("model.onnx"));
    assertThat(read().onnx()).contains(atRoot);
  }

  @Test
  void onnx_inDoubtBesideSafetensors_isNone() throws IOException {
    Files.createFile(folder.resolve("onnx/model_int8.onnx"));
    Files.createFile(folder.resolve("onnx/model_fp16.onnx"));
    Files.createFile(folder.resolve("model.safetensors"));

    assertThat(read().onnx()).isEmpty();
    assertThat(read().hasSafetensors()).isTrue();
  }

  @Test
  void onnx_chosen_goesBeforeAllOthers() throws IOException {
    Files.createFile(folder.resolve("model.onnx"));
    Files.createFile(folder.resolve("model.safetensors"));
    Path chosen = Files.createFile(folder.resolve("onnx/model_int8.onnx"));

    assertThat(read("onnx/model_int8.onnx").onnx()).contains(chosen);
    assertThat(read("onnx/model_int8.onnx").hasSafetensors()).isFalse();
    assertThatThrownBy(() -> read("onnx/model_q4.onnx").onnx())
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining("no onnx/model_q4.onnx in");
    for (String outside : List.of("../model.onnx", "/etc/passwd", "onnx/../../x.onnx")) {
      assertThatThrownBy(() -> read(outside).onnx())
          .hasMessageContaining("outside the model folder");
    }
  }

  @Test
  void open_aChosenGraph_runs() throws Exception {
    Path model = temp.resolve("chosen");
    Goldens.copy("onnx/camembert-classify-2-int32", model);
    Files.move(model.resolve("model.onnx"), model.resolve("model_int8.onnx"));
    Files.copy(model.resolve("model_int8.onnx"), model.resolve("model_q4.onnx"));

    ModelSource source = ModelSource.folder(model, "model_q4.onnx");
    try (TextClassifier classifier = TextClassifier.open(source, ModelOptions.defaults())) {
      assertThat(classifier.classify("bonjour").labels()).hasSize(2);
    }
  }

  @Test
  void read_aFolderThatIsALink_isTheFolder() throws Exception {
    Path link = Files.createSymbolicLink(temp.resolve("link"), Path.of("real"));
    Goldens.copy("onnx/roberta-classify-3-external-data", temp.resolve("real"));

    try (TextClassifier classifier = TextClassifier.open(link)) {
      assertThat(classifier.classify("bonjour").labels()).hasSize(3);
    }
  }

  @Test
  void read_whatIsNoFolder_saysSo() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    assertThatThrownBy(() -> ModelFolder.read(file)).hasMessageContaining("is not a folder");
    assertThatThrownBy(() -> ModelFolder.read(temp.resolve("absent")))
        .hasMessageContaining("does not exist");
  }

  @Test
  void read_anUnreadableConfig_saysSo() throws IOException {
    Path config = folder.resolve("config.json");
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("---------"));
    assumeThat(Files.isReadable(config)).as("root reads all").isFalse();

    assertThatThrownBy(this::read).hasMessageContaining("permission denied");
  }

  @Test
  void config_ofACompositeModel_hasTheSizesOfItsText() throws IOException {
    config(
        "{\"model_type\": \"mistral3\", \"vocab_size\": null, \"text_config\":"
            + " {\"model_type\": \"mistral\", \"vocab_size\": 7, \"hidden_size\": 5}}");

    assertThat(read().modelType()).isEqualTo("mistral3");
    assertThat(read().config().integer("vocab_size")).isEqualTo(7);
    assertThat(read().config().integer("hidden_size")).isEqualTo(5);
  }

  @Test
  void inspect_listsWhatIsWrong() throws Exception {
    Path model = temp.resolve("wrong");
    Goldens.copy("onnx/roberta-classify-3-external-data", model);
    replace(model.resolve("config.json"), "\"vocab_size\": 291", "\"vocab_size\": 10");
    replace(model.resolve("config.json"), "\"pad_token_id\": 1", "\"pad_token_id\": 0");
    replace(model.resolve("config.json"), "\"0\": \"", "\"-1\": \"");
    replace(
        model.resolve("tokenizer_config.json"),
        "\"model_max_length\": \\d+",
        "\"model_max_length\": 1e30");
    Files.write(model.resolve("model.onnx"), new byte[0]);

    ModelReport report = ModelReport.inspect(ModelSource.folder(model));

    assertThat(report.maxTokens()).isEqualTo(90);
    assertThat(String.join("\n", report.problems()))
        .contains("the model embeds 10 tokens")
        .contains("the pad id is 0 in config.json and 1 in the tokenizer")
        .contains("expected a class index")
        .contains("model.onnx is empty");
  }

  @Test
  void inspect_ofSeveralGraphs_listsTheDoubt() throws IOException {
    Files.createFile(folder.resolve("onnx/model_int8.onnx"));
    Files.createFile(folder.resolve("onnx/model_fp16.onnx"));

    assertThat(ModelReport.inspect(ModelSource.folder(folder)).problems())
        .anyMatch(problem -> problem.contains("several ONNX graphs"))
        .doesNotHaveDuplicates();
  }

  private ModelFolder read() {
    return ModelFolder.read(folder);
  }

  private ModelFolder read(String onnxFile) {
    return ModelFolder.read(new ModelSource.Folder(folder, onnxFile));
  }

  private void config(String json) throws IOException {
    Files.writeString(folder.resolve("config.json"), json);
  }

  private static void replace(Path file, String pattern, String by) throws IOException {
    String text = Files.readString(file);
    String changed = text.replaceFirst(pattern, by);
    assertThat(changed).isNotEqualTo(text);
    Files.writeString(file, changed);
  }
}
