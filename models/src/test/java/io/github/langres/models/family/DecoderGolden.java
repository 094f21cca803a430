package io.github.langres.models.family;

import io.github.langres.models.safetensors.Weights;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A tiny decoder with what transformers computes from it.
 *
 * @param logits of the whole prompt, {@code [prompt, vocabulary]}
 * @param greedy the ids that follow the prompt
 * @param changed the index of the early token that the control changes to {@code changedTo}
 * @param control by how much a fault moves the last logits
 */
record DecoderGolden(
    Path folder,
    JsonObject config,
    int[] prompt,
    float[] logits,
    int[] greedy,
    int changed,
    int changedTo,
    JsonObject control) {
  static final Path FOLDER = Path.of("src/test/resources/goldens/decoders");
  private static final long MAX_BYTES = 32 << 20;

  /** Every golden; fails when there are suspiciously few, so that no test passes on nothing. */
  static List<DecoderGolden> all() {
    try (Stream<Path> folders = Files.list(FOLDER).filter(Files::isDirectory)) {
      List<DecoderGolden> goldens = folders.sorted().map(DecoderGolden::read).toList();
      if (goldens.size() < 20) {
        throw new IllegalStateException(
            "only " + goldens.size() + " goldens under " + FOLDER + "; expected 20 or more");
      }
      return goldens;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static DecoderGolden named(String name) {
    return read(FOLDER.resolve(name));
  }

  private static DecoderGolden read(Path folder) {
    JsonObject expected = Json.read(folder.resolve("expected.json"), MAX_BYTES);
    return new DecoderGolden(
        folder,
        Json.read(folder.resolve("config.json"), MAX_BYTES),
        ints(expected, "prompt"),
        floats(expected.objectOrEmpty("logits"), "data"),
        ints(expected, "greedy"),
        expected.integer("changed"),
        expected.integer("changedTo"),
        expected.objectOrEmpty("control"));
  }

  Weights weights() {
    return Weights.open(folder);
  }

  DecoderRuns open(DecoderOptions options) {
    return new DecoderRuns(
        Architectures.buildDecoder(config, weights(), options), Architectures.decoderFacts(config));
  }

  static int[] ints(JsonObject object, String key) {
    return object.listOrEmpty(key).stream().mapToInt(value -> ((Long) value).intValue()).toArray();
  }

  static float[] floats(JsonObject object, String key) {
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
