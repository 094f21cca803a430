package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Built folders give what their checkpoint gives, and are not believed once they were changed. */
class BuiltModelTest {
  private static final String TEXT = "Le chat <mask> dort.";

  private static Path checkpoint() throws Exception {
    return Goldens.cases("encoders").stream()
        .filter(folder -> folder.endsWith("camembert-mlm"))
        .findFirst()
        .orElseThrow();
  }

  private static float best(Path folder) {
    try (FillMask model = FillMask.open(folder)) {
      return model.fill(TEXT, 1).get(0).score();
    }
  }

  @Test
  void build_fp32_givesWhatTheCheckpointGives(@TempDir Path target) throws Exception {
    BuiltModel built = BuiltModel.build(ModelSource.folder(checkpoint()), target, Precision.FP32);
    assertThat(built.minCosine()).isGreaterThan(0.999999);
    assertThat(target.resolve("model.safetensors")).doesNotExist();
    assertThat(best(target)).isEqualTo(best(checkpoint()));
  }

  @Test
  void open_encoderInInt4_saysWhatItIsFor() throws Exception {
    ModelSource source = ModelSource.folder(checkpoint());

    assertThatThrownBy(
            () ->
                FillMask.open(
                    source, ModelOptions.defaults().withPrecision(Precision.parse("int4"))))
        .isInstanceOf(ModelException.Unsupported.class)
        .hasMessageContaining("models that write text");
  }

  @Test
  void open_withoutPrecision_usesTheBuiltOne(@TempDir Path target) throws Exception {
    BuiltModel.build(ModelSource.folder(checkpoint()), target, Precision.INT8);
    assertThat(best(target)).isNotEqualTo(best(checkpoint()));
    assertThatThrownBy(
            () ->
                FillMask.open(
                    ModelSource.folder(target),
                    ModelOptions.defaults().withPrecision(Precision.FP32)))
        .isInstanceOf(ModelException.Unsupported.class)
        .hasMessageContaining("was built in int8");
  }

  @Test
  void open_changedFiles_areRefusedWithoutACheckpoint(@TempDir Path target) throws Exception {
    BuiltModel.build(ModelSource.folder(checkpoint()), target, Precision.FP32);
    Files.write(target.resolve("langres/weights.bin"), new byte[] {1}, StandardOpenOption.APPEND);
    assertThatThrownBy(() -> best(target))
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining("differ from langres/manifest.json");
  }

  @Test
  void open_changedFilesBesideACheckpoint_rebuilds(@TempDir Path target) throws Exception {
    Path source = checkpoint();
    for (String file :
        new String[] {
          "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"
        }) {
      Files.copy(source.resolve(file), target.resolve(file));
    }
    BuiltModel.build(ModelSource.folder(target), target, Precision.FP32);
    float before = best(target);
    Files.write(target.resolve("langres/weights.bin"), new byte[100]);
    assertThat(best(target)).isEqualTo(before).isEqualTo(best(source));
  }
}
