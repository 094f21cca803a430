package io.github.langres.models.folder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Configs and files that are at odds with the model, or with the machine. */
class HostileFolderTest {
  @TempDir private Path temp;

  @TestFactory
  Stream<DynamicTest> open_aHostileFolder_isRefusedAndTheNextGoodOneOpens() {
    return Stream.of(config(), files()).flatMap(List::stream).map(row -> row.test(temp));
  }

  private static List<Hostile> config() {
    return List.of(
        text("not JSON", "not valid JSON", "config.json", "{\"model_type\": "),
        text("a list", "expected a JSON object", "config.json", "[1, 2]"),
        text("empty config", "is empty", "config.json", ""),
        text("deep JSON", "not valid JSON", "config.json", "{\"a\":" + "[".repeat(100_000)),
        text("duplicate keys", "not valid JSON", "config.json", "{\"a\": 1, \"a\": 2}"),
        text("17 MB", "at most", "config.json", " ".repeat(17 << 20)),
        setting("model_type is a number", "\"model_type\" must be a string", "model_type", "3"),
        setting("labels in a list", "must be an object", "id2label", "[\"a\"]"),
        setting("negative label", "expected a class index", "id2label", "{\"-1\": \"a\"}"),
        setting("label 2^31", "expected a class index", "id2label", "{\"2147483648\": \"a\"}"),
        setting("label twice", "expected a class index", "id2label", "{\"1\":\"a\", \"01\":\"b\"}"),
        setting("label of no name", "gives no name", "id2label", "{\"0\": {\"a\": \"b\"}}"),
        setting(
            "labels with a gap",
            "names 6 labels, but the model gives 3 scores",
            "id2label",
            "{\"0\":\"a\",\"5\":\"b\"}"),
        setting(
            "a million labels", "but the model gives 3 scores", "id2label", "{\"999999\":\"a\"}"),
        setting("vocabulary too small", "the model embeds 10 tokens", "vocab_size", "10"),
        setting("vocabulary is a text", "\"vocab_size\" must be", "vocab_size", "\"many\""),
        setting("negative positions", "leaves -7 tokens", "max_position_embeddings", "-5"),
        setting("no position left", "leaves 0 tokens", "max_position_embeddings", "2"),
        setting(
            "infinite positions", "must be a 32-bit integer", "max_position_embeddings", "1e30"),
        setting("positions NaN", "must be a 32-bit integer", "max_position_embeddings", "NaN"),
        setting("pad far below zero", "tokens to a text", "pad_token_id", "-2147483648"));
  }

  private static List<Hostile> files() {
    return List.of(
        new Hostile("no config", "no config.json in", f -> Files.delete(f.resolve("config.json"))),
        new Hostile("no weights", "no weights in", f -> Files.delete(f.resolve("model.onnx"))),
        new Hostile(
            "config is a pipe",
            "is not a regular file",
            folder -> Hostile.pipe(folder.resolve("config.json"))),
        new Hostile(
            "graph is a pipe",
            "is not a regular file",
            folder -> Hostile.pipe(folder.resolve("model.onnx"))),
        link("config.json"),
        link("model.onnx"),
        new Hostile(
            "config links to a device",
            "is not a regular file",
            folder -> {
              Files.delete(folder.resolve("config.json"));
              Files.createSymbolicLink(folder.resolve("config.json"), Path.of("/dev/zero"));
            }),
        new Hostile(
            "several graphs",
            "several ONNX graphs and no model.onnx: model_a.onnx, onnx/model_b.onnx",
            folder -> {
              Files.createDirectory(folder.resolve("onnx"));
              Files.copy(folder.resolve("model.onnx"), folder.resolve("onnx/model_b.onnx"));
              Files.move(folder.resolve("model.onnx"), folder.resolve("model_a.onnx"));
            }));
  }

  private static Hostile text(String name, String message, String file, String text) {
    return new Hostile("config: " + name, message, f -> Files.writeString(f.resolve(file), text));
  }

  private static Hostile setting(String name, String message, String key, String json) {
    return new Hostile(
        "config: " + name,
        message,
        folder -> {
          Path file = folder.resolve("config.json");
          String config = Files.readString(file);
          String without =
              config.replaceFirst("\"" + key + "\": (\\{[^}]*}|\\[[^]]*]|[^,\\n]*),?", "");
          String rest = without.replaceFirst("\\{", "").replaceFirst(",\\s*}\\s*$", "}");
          Files.writeString(file, "{\"" + key + "\": " + json + "," + rest);
        });
  }

  private static Hostile link(String name) {
    return new Hostile(
        name + " is a link out of the folder",
        "is a link out of the model folder",
        folder -> {
          Path outside = folder.resolveSibling("outside-" + name);
          Files.move(folder.resolve(name), outside);
          Files.createSymbolicLink(folder.resolve(name), outside);
        });
  }
}
