package io.github.langres.models.family;

import io.github.langres.engine.GraphSource;
import io.github.langres.models.safetensors.Weights;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A tiny checkpoint with what transformers computes from it.
 *
 * @param outputs one map a row, from output names to elements
 */
record Golden(
    Path folder,
    JsonObject config,
    Head head,
    List<Runs.Row> rows,
    List<Map<String, float[]>> outputs) {
  private static final Path FOLDER = Path.of("src/test/resources/goldens/encoders");
  private static final long MAX_BYTES = 32 << 20;

  /** Every golden; fails when there are suspiciously few, so that no test passes on nothing. */
  static List<Golden> all() {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      List<Golden> goldens = folders.sorted().map(Golden::read).toList();
      if (goldens.size() < 70) {
        throw new IllegalStateException(
            "only " + goldens.size() + " goldens under " + FOLDER + "; expected 70 or more");
      }
      return goldens;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Golden named(String name) {
    return read(FOLDER.resolve(name));
  }

  private static Golden read(Path folder) {
    JsonObject expected = Json.read(folder.resolve("expected.json"), MAX_BYTES);
    List<Runs.Row> rows = new ArrayList<>();
    for (Object input : expected.listOrEmpty("inputs")) {
      JsonObject row = JsonObject.object("input", input);
      rows.add(new Runs.Row(longs(row, "ids"), longs(row, "typeIds")));
    }
    Head head = head(expected.string("class"));
    List<Map<String, float[]>> outputs = new ArrayList<>();
    for (Object output : expected.listOrEmpty("outputs")) {
      JsonObject row = JsonObject.object("output", output);
      Map<String, float[]> byName = new LinkedHashMap<>();
      if (head == Head.QUESTION_ANSWERING) {
        byName.put("start_logits", floats(row, "startLogits"));
        byName.put("end_logits", floats(row, "endLogits"));
      } else {
        byName.put(head == Head.BASE ? "last_hidden_state" : "logits", floats(row, "data"));
      }
      outputs.add(byName);
    }
    return new Golden(
        folder, Json.read(folder.resolve("config.json"), MAX_BYTES), head, rows, outputs);
  }

  private static Head head(String className) {
    if (className.endsWith("ForMaskedLM") || className.endsWith("WithLMHeadModel")) {
      return Head.MASKED_LM;
    }
    if (className.endsWith("ForSequenceClassification")) {
      return Head.SEQUENCE_CLASSIFICATION;
    }
    if (className.endsWith("ForTokenClassification")) {
      return Head.TOKEN_CLASSIFICATION;
    }
    return className.contains("ForQuestionAnswering") ? Head.QUESTION_ANSWERING : Head.BASE;
  }

  Weights weights() {
    return Weights.open(folder);
  }

  GraphSource.Built build(BuildOptions options) {
    return Architectures.build(config, weights(), head, options);
  }

  Runs open(BuildOptions options) {
    return new Runs(build(options), config.intOr("pad_token_id", 0));
  }

  private static long[] longs(JsonObject object, String key) {
    return object.listOrEmpty(key).stream().mapToLong(value -> (Long) value).toArray();
  }

  private static float[] floats(JsonObject object, String key) {
    List<?> values = object.listOrEmpty(key);
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = ((Number) values.get(i)).floatValue();
    }
    return floats;
  }

  @Override
  public String toString() {
    return folder.getFileName().toString();
  }
}
