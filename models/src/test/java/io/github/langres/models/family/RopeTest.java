package io.github.langres.models.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.langres.models.ModelException;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of rotary embedding against the tables of transformers. */
class RopeTest {

  /** One table; named by its config. */
  record Golden(JsonObject row) {
    JsonObject config() {
      return row.objectOrEmpty("config");
    }

    @Override
    public String toString() {
      return config().asMap() + " to " + row.integer("context");
    }
  }

  static List<Golden> goldens() {
    List<Golden> goldens = new ArrayList<>();
    JsonObject file = Json.read(DecoderGolden.FOLDER.resolve("rope.json"), 1 << 24);
    file.listOrEmpty("ropes")
        .forEach(row -> goldens.add(new Golden(JsonObject.object("rope.json", row))));
    assertThat(goldens).hasSizeGreaterThan(10);
    return goldens;
  }

  private static JsonObject config(String json) {
    return JsonObject.object("config.json", Json.parse("config.json", json));
  }

  private static Rope rope(JsonObject config, int headSize) {
    return Rope.read(
        config, headSize, LlamaLike.ALL, 10_000, config.integer("max_position_embeddings"));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void table_matchesTransformers(Golden golden) {
    assertThat(difference(golden, golden.config())).isLessThan(1);
  }

  /** The tolerance is fine enough to see a base that is off by a thousandth. */
  @ParameterizedTest
  @MethodSource("goldens")
  void control_anotherBase_isSeen(Golden golden) {
    String key = golden.config().has("rope_scaling") ? "rope_theta" : "rope_parameters";
    Map<String, Object> changed = new LinkedHashMap<>(golden.config().asMap());
    if (golden.config().has("rope_parameters")) {
      JsonObject inner = golden.config().objectOrEmpty("rope_parameters");
      Map<String, Object> rope = new LinkedHashMap<>(inner.asMap());
      rope.put("rope_theta", inner.numberOr("rope_theta", 0) * 1.001);
      changed.put(key, rope);
    } else {
      changed.put("rope_theta", golden.config().numberOr("rope_theta", 0) * 1.001);
    }
    assertThat(difference(golden, JsonObject.of("config.json", changed))).isGreaterThan(20);
  }

  /** The worst difference, in units of what float32 angles allow. */
  private static double difference(Golden golden, JsonObject config) {
    Rope rope = rope(config, golden.row().integer("headSize"));
    RopeFrequencies frequencies = RopeFrequencies.of(rope, golden.row().integer("context"));
    int[] positions = DecoderGolden.ints(golden.row(), "positions");
    float[] cosines = DecoderGolden.floats(golden.row(), "cosines");
    float[] sines = DecoderGolden.floats(golden.row(), "sines");
    int pairs = cosines.length / positions.length;
    double worst = 0;
    for (int i = 0; i < cosines.length; i++) {
      int position = positions[i / pairs];
      int pair = i % pairs;
      double allowed = 2e-6 + 4e-7 * position * frequencies.inverse()[pair];
      double moved =
          Math.max(
              Math.abs(frequencies.cosine(position, pair) - cosines[i]),
              Math.abs(frequencies.sine(position, pair) - sines[i]));
      worst = Math.max(worst, moved / allowed);
    }
    return worst;
  }

  @Test
  void read_partialRotation_turnsThatShare() {
    JsonObject config = config("{\"partial_rotary_factor\": 0.25}");

    assertThat(Rope.read(config, 64, 0.5, 10_000, 128).channels()).isEqualTo(16);
    assertThat(Rope.read(config, 64, LlamaLike.ALL, 10_000, 128).channels()).isEqualTo(64);
    assertThat(Rope.read(JsonObject.empty("config.json"), 64, 0.5, 10_000, 128).channels())
        .isEqualTo(32);
  }

  @Test
  void read_unknownKind_listsKnown() {
    JsonObject config = config("{\"rope_scaling\": {\"rope_type\": \"mystery\"}}");

    assertThatThrownBy(() -> Rope.read(config, 64, 0.5, 10_000, 128))
        .isInstanceOf(ModelException.Unsupported.class)
        .hasMessageContaining("mystery")
        .hasMessageContaining("llama3");
  }

  @Test
  void attention_ofYarn_growsWithTheFactor() {
    JsonObject config = config("{\"rope_scaling\": {\"type\": \"yarn\", \"factor\": 4.0}}");
    RopeFrequencies frequencies =
        RopeFrequencies.of(Rope.read(config, 64, LlamaLike.ALL, 10_000, 128), 128);

    assertThat(frequencies.attention()).isCloseTo(1.138629f, within(1e-5f));
  }
}
