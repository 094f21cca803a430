package io.github.langres.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.models.ModelException;
import io.github.langres.models.PoolingMode;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the goldens do not hold: odd, foreign and hostile files. */
class SentenceModulesTest {
  @TempDir private Path folder;

  @BeforeEach
  void config() throws IOException {
    write("config.json", "{}");
  }

  @Test
  void read_noFiles_isMeanWithoutPrompts() {
    SentenceModules modules = read();
    assertThat(modules.pooling()).containsExactly(PoolingMode.MEAN);
    assertThat(modules.normalizes()).isFalse();
    assertThat(modules.prompts().choose(Optional.empty())).isEmpty();
    assertThat(modules.input()).isEqualTo(new SentenceInput(Integer.MAX_VALUE, false));
    assertThat(modules.dimensions(-1)).isEqualTo(-1);
    assertThat(modules.dimensions(8)).isEqualTo(8);
  }

  @Test
  void read_pathOutOfTheFolder_isRefused() throws IOException {
    write("modules.json", "[{\"type\":\"x.Pooling\",\"path\":\"../other\"}]");
    assertThatThrownBy(this::read)
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining("out of the folder");
  }

  @Test
  void read_moduleOfAnotherKind_isNamed() throws IOException {
    write("modules.json", "[{\"type\":\"sentence_transformers.models.LSTM\",\"path\":\"1\"}]");
    assertThatThrownBy(this::read)
        .isInstanceOf(ModelException.Unsupported.class)
        .hasMessageContaining("LSTM");
  }

  @Test
  void read_noList_isRefused() throws IOException {
    write("modules.json", "{}");
    assertThatThrownBy(this::read).isInstanceOf(ModelException.Folder.class);
  }

  @Test
  void read_flags_areJoinedInTheirFixedOrder() throws IOException {
    write("modules.json", "[{\"type\":\"x.Pooling\",\"path\":\"1_Pooling\"}]");
    write(
        "1_Pooling/config.json",
        "{\"pooling_mode_mean_tokens\":true,\"pooling_mode_max_tokens\":true,"
            + "\"pooling_mode_cls_token\":true}");
    assertThat(read().pooling())
        .containsExactly(PoolingMode.CLS, PoolingMode.MAX, PoolingMode.MEAN);
  }

  @Test
  void read_unknownPooling_isNamed() throws IOException {
    write("modules.json", "[{\"type\":\"x.Pooling\",\"path\":\"1_Pooling\"}]");
    write("1_Pooling/config.json", "{\"pooling_mode\":[\"mean\",\"attention\"]}");
    assertThatThrownBy(this::read)
        .isInstanceOf(ModelException.Unsupported.class)
        .hasMessageContaining("attention");
  }

  @Test
  void read_denseOfForeignActivation_isRefused() throws IOException {
    write("modules.json", "[{\"type\":\"x.Dense\",\"path\":\"2_Dense\"}]");
    Path dense = Path.of("src/test/resources/goldens/tasks/st-dense/2_Dense");
    Files.createDirectories(folder.resolve("2_Dense"));
    Files.copy(
        dense.resolve("model.safetensors"), folder.resolve("2_Dense").resolve("model.safetensors"));
    String config = Files.readString(dense.resolve("config.json"));
    write("2_Dense/config.json", config.replace("torch.nn.modules", "evil.code"));
    assertThatThrownBy(this::read)
        .isInstanceOf(ModelException.Unsupported.class)
        .hasMessageContaining("evil.code");
    write("2_Dense/config.json", config.replace("\"in_features\": 16", "\"in_features\": 15"));
    assertThatThrownBy(this::read)
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining("15");
  }

  @Test
  void read_oldNameOfTheInputFile_counts() throws IOException {
    write("sentence_camembert_config.json", "{\"max_seq_length\":128,\"do_lower_case\":true}");
    assertThat(read().input()).isEqualTo(new SentenceInput(128, true));
  }

  @Test
  void scoreFunction_problemType_decides() {
    assertThat(function("regression", 1)).isEqualTo(ScoreFunction.NONE);
    assertThat(function("regression", 3)).isEqualTo(ScoreFunction.NONE);
    assertThat(function("single_label_classification", 1)).isEqualTo(ScoreFunction.SIGMOID);
    assertThat(function("single_label_classification", 2)).isEqualTo(ScoreFunction.SOFTMAX);
    assertThat(function("multi_label_classification", 2)).isEqualTo(ScoreFunction.SIGMOID);
    assertThat(ScoreFunction.of(JsonObject.empty("config.json"), 1))
        .isEqualTo(ScoreFunction.SIGMOID);
  }

  private static ScoreFunction function(String problem, int labels) {
    return ScoreFunction.of(JsonObject.of("config.json", Map.of("problem_type", problem)), labels);
  }

  private SentenceModules read() {
    return SentenceModules.read(ModelFolder.read(folder));
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
