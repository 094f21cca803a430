package io.github.langres.models.built;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.models.BuiltModel;
import io.github.langres.models.ForwardPass;
import io.github.langres.models.Goldens;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelSource;
import io.github.langres.models.Precision;
import io.github.langres.models.family.Head;
import io.github.langres.models.folder.OnnxFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Prepacked folders give the same numbers, here and where their packing does not fit. */
@EnabledOnOs(OS.LINUX)
class PrepackedTest {
  private static final String TEXT = "Le chat dort sur le canapé.";

  @TempDir private Path target;

  private static Path checkpoint() throws Exception {
    return Goldens.cases("encoders").stream()
        .filter(folder -> folder.endsWith("camembert-mlm"))
        .findFirst()
        .orElseThrow();
  }

  private float[] forward() {
    try (ForwardPass model = ForwardPass.open(target)) {
      return model.forward(TEXT).data();
    }
  }

  private Path graph() {
    return BuiltFolder.of(target).orElseThrow().graph(Head.MASKED_LM).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(value = Precision.class, names = "INT4", mode = EnumSource.Mode.EXCLUDE)
  void build_prepacked_opensThatFormWithTheSameNumbers(Precision precision) throws Exception {
    ModelSource source = ModelSource.folder(checkpoint());
    BuiltModel.build(source, target, precision);
    float[] portable = forward();
    BuiltModel built = BuiltModel.buildPrepacked(source, target, precision);
    assertThat(built.prepackedFor()).isPresent();
    assertThat(graph()).hasFileName("masked-lm-prepacked.onnx");
    assertThat(Files.readString(graph(), StandardCharsets.ISO_8859_1)).contains("prepacked_0");
    assertThat(forward()).isEqualTo(portable);
  }

  @ParameterizedTest
  @EnumSource(value = Precision.class, names = "INT4", mode = EnumSource.Mode.EXCLUDE)
  void open_onAnotherProcessor_usesThePortableForm(Precision precision) throws Exception {
    BuiltModel.buildPrepacked(ModelSource.folder(checkpoint()), target, precision);
    float[] prepacked = forward();
    changeManifest("\"processor\" : \"", "\"processor\" : \"another ");
    assertThat(graph()).hasFileName("masked-lm.onnx");
    assertThat(forward()).isEqualTo(prepacked);
  }

  static List<Path> families() throws Exception {
    return Goldens.cases("encoders").stream()
        .filter(folder -> folder.getFileName().toString().matches("[a-z-]+-(base|camemberta)"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("families")
  void build_everyFamily_givesTheSameNumbers(Path folder) {
    ModelSource source = ModelSource.folder(folder);
    int[] ids = {0, 7, 9, 11, 8, 12, 10, 2};
    float[][] outputs = new float[2][];
    BuiltModel.build(source, target, Precision.FP32);
    try (ForwardPass model = ForwardPass.open(target)) {
      outputs[0] = model.forward(ids, new int[0]).data();
    }
    BuiltModel.buildPrepacked(source, target, Precision.FP32);
    try (ForwardPass model = ForwardPass.open(target)) {
      outputs[1] = model.forward(ids, new int[0]).data();
    }
    assertThat(outputs[1]).isEqualTo(outputs[0]);
  }

  @Test
  void open_withAnotherRuntime_usesThePortableForm() throws Exception {
    BuiltModel.buildPrepacked(ModelSource.folder(checkpoint()), target, Precision.FP32);
    changeManifest("\"runtime\" : \"", "\"runtime\" : \"0.");
    assertThat(graph()).hasFileName("masked-lm.onnx");
  }

  @Test
  void open_changedPrepackedGraph_isRefused() throws Exception {
    BuiltModel.buildPrepacked(ModelSource.folder(checkpoint()), target, Precision.FP32);
    byte[] bytes = Files.readAllBytes(graph());
    Files.write(graph(), Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(this::forward)
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining("differ from langres/manifest.json");
  }

  @Test
  void check_prepackedWeightsInAnExport_areRefused() throws Exception {
    BuiltModel.buildPrepacked(ModelSource.folder(checkpoint()), target, Precision.FP32);
    Path graph = graph();
    assertThatThrownBy(() -> OnnxFile.check(graph))
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining("packed for some processor");
  }

  @Test
  void check_packedBuffersBehindTheEnd_areRefused() throws Exception {
    BuiltModel.buildPrepacked(ModelSource.folder(checkpoint()), target, Precision.FP32);
    Path graph = graph();
    try (var weights =
        FileChannel.open(target.resolve("langres/weights.bin"), StandardOpenOption.WRITE)) {
      // The last buffer that was written is one of the prepacked.
      weights.truncate(weights.size() - 1);
    }
    assertThatThrownBy(() -> OnnxFile.checkBuilt(graph))
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining("prepacked form passes the end");
  }

  private void changeManifest(String from, String to) throws Exception {
    Path manifest = target.resolve(BuiltManifest.FILE);
    String json = Files.readString(manifest);
    assertThat(json).contains(from);
    Files.writeString(manifest, json.replace(from, to));
  }
}
