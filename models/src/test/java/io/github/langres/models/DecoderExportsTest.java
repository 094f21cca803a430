package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.models.ForwardPass.FloatTensor;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports of decoders give the same logits as ours, each through its own inputs. */
class DecoderExportsTest {
  private static final Path EXPORTS = Path.of("../engine/src/test/resources/decoders");
  private static final int[] IDS = {3, 14, 15, 9, 2, 6, 5};

  private static FloatTensor forward(Path folder, String export) throws Exception {
    Files.createDirectories(folder);
    Files.copy(EXPORTS.resolve(export + ".onnx"), folder.resolve("model.onnx"));
    Files.writeString(
        folder.resolve("config.json"),
        "{\"model_type\": \"granite\", \"architectures\": [\"GraniteForCausalLM\"]}");
    try (ForwardPass pass = ForwardPass.open(folder)) {
      return pass.forward(IDS, new int[0]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"genai", "optimum", "positionless", "merged", "half"})
  void forward_export_isAsOurs(String export, @TempDir Path temp) throws Exception {
    FloatTensor ours = forward(temp.resolve("ours"), "native");
    FloatTensor theirs = forward(temp.resolve(export), export);
    assertThat(theirs.shape()).containsExactly(ours.shape());
    assertThat(Goldens.difference(theirs.data(), ours.data()))
        .isLessThan(export.equals("half") ? 2e-2f : Goldens.TOLERANCE);
  }
}
