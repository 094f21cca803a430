package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Finds and reads the goldens that {@code models/training/goldens} made. */
public final class Goldens {
  /** What Langres promises against {@code transformers}, in float32. */
  public static final float TOLERANCE = 1e-4f;

  private Goldens() {}

  /** The case folders of a group; fails when there is none. */
  public static List<Path> cases(String group) throws IOException, URISyntaxException {
    URL url = Objects.requireNonNull(Goldens.class.getResource("/goldens/" + group), group);
    try (Stream<Path> folders = Files.list(Path.of(url.toURI()))) {
      List<Path> cases = folders.filter(Files::isDirectory).sorted().toList();
      assertThat(cases).as("goldens of %s", group).isNotEmpty();
      return cases;
    }
  }

  /** A case folder. */
  public static Path folder(String name) throws URISyntaxException {
    URL url = Objects.requireNonNull(Goldens.class.getResource("/goldens/" + name), name);
    return Path.of(url.toURI());
  }

  /** Copies a case folder to a new folder. */
  public static void copy(String name, Path target) throws IOException, URISyntaxException {
    Path source = folder(name);
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(source.relativize(file)));
      }
    }
  }

  /** What the reference gave. */
  public static JsonObject expected(Path folder) {
    return Json.read(folder.resolve("expected.json"), 16 << 20);
  }

  /** The objects of a list. */
  public static List<JsonObject> objects(JsonObject json, String key) {
    return json.listOrEmpty(key).stream().map(entry -> JsonObject.object(key, entry)).toList();
  }

  /** A list of numbers. */
  public static float[] floats(JsonObject json, String key) {
    List<?> list = json.listOrEmpty(key);
    float[] values = new float[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ((Number) Objects.requireNonNull(list.get(i))).floatValue();
    }
    return values;
  }

  /** A list of whole numbers. */
  public static int[] ints(JsonObject json, String key) {
    return json.listOrEmpty(key).stream().mapToInt(value -> ((Long) value).intValue()).toArray();
  }

  /** The largest absolute difference. */
  public static float difference(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    float worst = 0;
    for (int i = 0; i < actual.length; i++) {
      float difference = Math.abs(actual[i] - expected[i]);
      // NaN must not pass as a small difference.
      worst = difference <= worst ? worst : difference;
    }
    return worst;
  }
}
