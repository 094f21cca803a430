package io.github.langres.models.safetensors;

import static io.github.langres.models.safetensors.SafetensorsFiles.bytes;
import static io.github.langres.models.safetensors.SafetensorsFiles.entry;
import static io.github.langres.models.safetensors.SafetensorsFiles.f32;
import static io.github.langres.models.safetensors.SafetensorsFiles.floats;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.langres.models.ModelException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that lie: each is refused with one exception that says where it lies. */
class HostileHeaderTest {
  private static final byte[] TWO = floats(1, 2);

  @TempDir Path folder;

  static Stream<Arguments> files() {
    String sound = "{" + f32("a", "[2]", 0, 8) + "}";
    return Stream.of(
        arguments("empty file", new byte[0], "at least 10"),
        arguments("seven bytes", new byte[7], "at least 10"),
        arguments("length 2^63", bytes(Long.MIN_VALUE, sound, TWO), "9223372036854775808"),
        arguments("length 2^64 - 1", bytes(-1, sound, TWO), "18446744073709551615"),
        arguments("length of 200 MB", bytes(200_000_000, sound, TWO), "100000000"),
        arguments("length beyond the file", bytes(1000, sound, TWO), "declares 1000 bytes"),
        arguments("length 0", bytes(0, sound, TWO), "declares 0 bytes"),
        arguments("length cuts the JSON", bytes(20, sound, TWO), "not valid JSON"),
        arguments("length takes data as JSON", bytes(60, sound, TWO), "header"),
        arguments("no JSON", bytes("hello world", TWO), "not valid JSON"),
        arguments("a list", bytes("[1, 2]", TWO), "expected a JSON object"),
        arguments("deep nesting", bytes("{\"a\":" + "[".repeat(5000), TWO), "not valid JSON"),
        arguments("tensor is no object", bytes("{\"a\":3}", TWO), "expected a JSON object"),
        arguments(
            "duplicate tensor",
            bytes("{" + f32("a", "[1]", 0, 4) + "," + f32("a", "[1]", 4, 8) + "}", TWO),
            "Duplicate"),
        arguments(
            "no dtype", bytes("{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}", TWO), "dtype"),
        arguments(
            "unknown dtype", bytes("{" + entry("a", "F8_E4M3", "[8]", 0, 8) + "}", TWO), "F8_E4M3"),
        arguments(
            "no shape",
            bytes("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", floats(1)),
            "needs a shape"),
        arguments("negative size", bytes("{" + f32("a", "[-2]", 0, 8) + "}", TWO), "0 or more"),
        arguments("fractional size", bytes("{" + f32("a", "[1.5]", 0, 8) + "}", TWO), "0 or more"),
        arguments(
            "shape overflow",
            bytes("{" + f32("a", "[4611686018427387904,4]", 0, 8) + "}", TWO),
            "2^63"),
        arguments(
            "size beyond 2^63",
            bytes("{" + f32("a", "[99999999999999999999]", 0, 8) + "}", TWO),
            "0 or more"),
        arguments("size mismatch", bytes("{" + f32("a", "[3]", 0, 8) + "}", TWO), "needs 12 bytes"),
        arguments(
            "reversed offsets", bytes("{" + f32("a", "[2]", 8, 0) + "}", TWO), "begin <= end"),
        arguments("negative offset", bytes("{" + f32("a", "[2]", -8, 0) + "}", TWO), "0 or more"),
        arguments(
            "one offset",
            bytes("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}", TWO),
            "begin <= end"),
        arguments(
            "offsets beyond the file", bytes("{" + f32("a", "[4]", 0, 16) + "}", TWO), "16 bytes"),
        arguments(
            "overlap",
            bytes("{" + f32("a", "[2]", 0, 8) + "," + f32("b", "[1]", 4, 8) + "}", TWO),
            "without gap or overlap"),
        arguments(
            "gap",
            bytes(
                "{" + f32("a", "[1]", 0, 4) + "," + f32("b", "[1]", 8, 12) + "}", floats(1, 2, 3)),
            "without gap or overlap"),
        arguments("gap at the start", bytes("{" + f32("a", "[1]", 4, 8) + "}", TWO), "expected 0"),
        arguments("trailing bytes", bytes("{" + f32("a", "[1]", 0, 4) + "}", TWO), "foreign tail"),
        arguments("cut data", bytes("{" + f32("a", "[2]", 0, 8) + "}", floats(1)), "cut"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void open_lyingFile_isRefused(String name, byte[] file, String message) {
    SafetensorsFiles.write(folder.resolve(Weights.SINGLE_FILE), file);

    assertThatThrownBy(() -> Weights.open(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(Weights.SINGLE_FILE)
        .hasMessageContaining(message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shards")
  void open_lyingIndex_isRefused(String index, String message) {
    SafetensorsFiles.write(
        folder.resolve("part.safetensors"), bytes("{" + f32("a", "[2]", 0, 8) + "}", TWO));
    SafetensorsFiles.write(
        folder.resolve(Weights.INDEX_FILE),
        index.getBytes(java.nio.charset.StandardCharsets.UTF_8));

    assertThatThrownBy(() -> Weights.open(folder))
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining(message);
  }

  static Stream<Arguments> shards() {
    return Stream.of(
        arguments("{}", "weight_map"),
        arguments("{\"weight_map\":{}}", "weight_map"),
        arguments("{\"weight_map\":[]}", "must be an object"),
        arguments("{\"weight_map\":{\"a\":3}}", "must be a string"),
        arguments("{\"weight_map\":{\"a\":\"../part.safetensors\"}}", "plain name"),
        arguments("{\"weight_map\":{\"a\":\"/etc/part.safetensors\"}}", "plain name"),
        arguments("{\"weight_map\":{\"a\":\"..\\\\part.safetensors\"}}", "plain name"),
        arguments("{\"weight_map\":{\"a\":\"C:part.safetensors\"}}", "plain name"),
        arguments("{\"weight_map\":{\"a\":\"\"}}", "plain name"),
        arguments("{\"weight_map\":{\"a\":\"part.bin\"}}", "plain name"),
        arguments("{\"weight_map\":{\"a\":\"part.safetensors\\u0000\"}}", "plain name"),
        arguments("{\"weight_map\":{\"a\":\"missing.safetensors\"}}", "missing.safetensors"),
        arguments("{\"weight_map\":{\"b\":\"part.safetensors\"}}", "which lacks it"),
        arguments("not json", "not valid JSON"));
  }
}
