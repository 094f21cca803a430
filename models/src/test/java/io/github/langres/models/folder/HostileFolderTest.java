package io.github.langres.models.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.models.Goldens;
import io.github.langres.models.ModelException;
import io.github.langres.models.TextClassifier;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * One hostile folder a row: each is refused with one clear message before native code sees it, and
 * a good folder opens right after.
 */
class HostileFolderTest {
  @TempDir private Path temp;

  /** Spoils a copy of a good folder. */
  private interface Spoiler {
    void spoil(Path folder) throws Exception;
  }

  private record Hostile(String name, String message, Spoiler spoiler) {}

  @TestFactory
  Stream<DynamicTest> open_aHostileFolder_isRefusedAndTheNextGoodOneOpens() {
    return Stream.of(externalData(), weights(), notOnnx(), config(), files())
        .flatMap(List::stream)
        .map(row -> DynamicTest.dynamicTest(row.name(), () -> check(row)));
  }

  private void check(Hostile row) throws Exception {
    Path folder = good("hostile");
    row.spoiler().spoil(folder);
    assertThatThrownBy(() -> TextClassifier.open(folder).close())
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining(row.message());
    try (TextClassifier classifier = TextClassifier.open(good("good"))) {
      assertThat(classifier.classify("bonjour").labels()).hasSize(3);
    }
  }

  private static List<Hostile> externalData() {
    return List.of(
        location("climbing out", "outside the model folder", "../secret"),
        location("climbing out midway", "outside the model folder", "sub/../../secret"),
        location("climbing within", "outside the model folder", "sub/../model.onnx_data"),
        location("absolute path", "in a file beside it", "/etc/passwd"),
        location("Windows drive", "in a file beside it", "C:secret"),
        location("Windows share", "in a file beside it", "\\\\host\\share"),
        location("no location", "in a file beside it", ""),
        location("NUL in the name", "in a file beside it", "model.onnx_data\0"),
        location("memory address tag", "in a file beside it", "*/_ORT_MEM_ADDR_/*"),
        location("missing file", "is missing", "other"),
        location("a folder", "is no regular file", "sub"),
        new Hostile(
            "memory address tag that exists",
            "in a file beside it",
            folder -> {
              Path tag = Files.createDirectories(folder.resolve("*").resolve("_ORT_MEM_ADDR_"));
              Files.write(tag.resolve("*"), new byte[1 << 20]);
              Onnx.external(folder, "location", "*/_ORT_MEM_ADDR_/*");
            }),
        new Hostile(
            "link out of the folder",
            "is a link out of the model folder",
            folder -> {
              Path secret = Files.write(folder.resolveSibling("secret"), new byte[1 << 20]);
              Files.delete(folder.resolve("model.onnx_data"));
              Files.createSymbolicLink(folder.resolve("model.onnx_data"), secret);
            }),
        new Hostile(
            "link through a linked folder",
            "is a link out of the model folder",
            folder -> {
              Path outside = Files.createDirectory(folder.resolveSibling("outside"));
              Files.write(outside.resolve("secret"), new byte[1 << 20]);
              Files.createSymbolicLink(folder.resolve("inner"), outside);
              Onnx.external(folder, "location", "inner/secret");
            }),
        new Hostile(
            "blobs folder of no cache",
            "is a link out of the model folder",
            folder -> {
              Path blobs = Files.createDirectory(folder.resolveSibling("blobs"));
              Files.move(folder.resolve("model.onnx_data"), blobs.resolve("data"));
              Files.createSymbolicLink(folder.resolve("model.onnx_data"), blobs.resolve("data"));
            }),
        new Hostile(
            "pipe",
            "is no regular file",
            folder -> {
              Files.delete(folder.resolve("model.onnx_data"));
              pipe(folder.resolve("model.onnx_data"));
            }),
        entry("negative offset", "offset must be a number of bytes", "offset", "-1"),
        entry("offset beyond int64", "offset must be", "offset", "99999999999999999999"),
        entry("offset past the end", "pass the end", "offset", "999999999999999999"),
        entry("length past the end", "pass the end", "length", "39809"),
        entry("length beyond int64", "length must be", "length", "18446744073709551615"),
        entry("length too short", "which holds 1 bytes", "length", "1"),
        entry("said twice", "says twice", "location", "model.onnx_data", true),
        new Hostile(
            "cut data file",
            "pass the end",
            folder -> {
              try (var file =
                  new RandomAccessFile(folder.resolve("model.onnx_data").toFile(), "rw")) {
                file.setLength(100);
              }
            }),
        new Hostile("external in name only", "in a file beside it", Onnx::externalWithoutEntries));
  }

  private static List<Hostile> weights() {
    return List.of(
        new Hostile("negative dimension", "impossible shape", f -> Onnx.weight(f, -1, 4)),
        new Hostile(
            "product overflow", "impossible shape", f -> Onnx.weight(f, 1L << 40, 1L << 40)),
        new Hostile(
            "petabyte",
            "declares 1,000,000,000,000,000",
            f -> Onnx.weight(f, 1_000_000_000_000_000L)),
        new Hostile("petabyte in a constant", "which holds 0 bytes", Onnx::hugeConstant),
        new Hostile("sparse petabyte", "sparse weight", Onnx::sparse),
        new Hostile("graphs 100,000 deep", "nests deeper than", f -> Onnx.nested(f, 7, 1, 5, 6)),
        new Hostile("types 100,000 deep", "nests deeper than", f -> Onnx.nestedType(f)),
        new Hostile("graph in another wire type", "of another type", Onnx::hiddenGraph),
        new Hostile("name of a megabyte", "holds a name of", Onnx::longName));
  }

  private static List<Hostile> notOnnx() {
    return List.of(
        onnx("empty", "is empty", new byte[0]),
        onnx("text", "not a whole ONNX file", "Bonjour, ceci est un texte."),
        onnx("zeros", "not a whole ONNX file", new byte[4096]),
        onnx("no graph", "holds no ONNX graph", new byte[] {8, 8}),
        onnx("pickle", "a Python pickle", "\u0080\u0004\u0095\u0000"),
        onnx("PyTorch zip", "a zip archive", "PK\u0003\u0004archive/data.pkl"),
        onnx("GGUF", "GGUF", "GGUF\u0003\u0000\u0000\u0000"),
        onnx("ORT format", "ORT format", " \0\0\0ORTM"),
        onnx("safetensors", "safetensors", "\u0010\0\0\0\0\0\0\0{\"__metadata__\":{}}"),
        onnx("TensorFlow", "HDF5", "\u0089HDF\r\n"),
        onnx("HTML page", "an HTML page", "<!doctype html><title>404</title>"),
        onnx("Git LFS pointer", "git lfs pull", "version https://git-lfs.github.com/spec/v1\n"),
        new Hostile(
            "truncated",
            "not a whole ONNX file",
            folder -> {
              byte[] bytes = Files.readAllBytes(folder.resolve("model.onnx"));
              Files.write(folder.resolve("model.onnx"), java.util.Arrays.copyOf(bytes, 30_000));
            }),
        new Hostile(
            "beyond 2 GiB",
            "less than 2 GiB",
            folder -> {
              try (var file = new RandomAccessFile(folder.resolve("model.onnx").toFile(), "rw")) {
                file.setLength(1L << 31);
              }
            }));
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
            folder -> {
              Files.delete(folder.resolve("config.json"));
              pipe(folder.resolve("config.json"));
            }),
        new Hostile(
            "graph is a pipe",
            "is not a regular file",
            folder -> {
              Files.delete(folder.resolve("model.onnx"));
              pipe(folder.resolve("model.onnx"));
            }),
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

  private static Hostile location(String name, String message, String location) {
    return entry(name, message, "location", location);
  }

  private static Hostile entry(String name, String message, String key, String value) {
    return entry(name, message, key, value, false);
  }

  private static Hostile entry(
      String name, String message, String key, String value, boolean twice) {
    return new Hostile(
        "external data: " + name,
        message,
        folder -> {
          Files.write(folder.resolveSibling("secret"), new byte[1 << 20]);
          Files.createDirectory(folder.resolve("sub"));
          if (twice) {
            Onnx.externalTwice(folder, key, value);
          } else {
            Onnx.external(folder, key, value);
          }
        });
  }

  private static Hostile onnx(String name, String message, String latin1) {
    return onnx(name, message, latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Hostile onnx(String name, String message, byte[] bytes) {
    return new Hostile(
        "model.onnx is " + name, message, f -> Files.write(f.resolve("model.onnx"), bytes));
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

  private static void pipe(Path path) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
  }

  /** A copy of a good folder, alone in a folder of its own. */
  private Path good(String name) throws Exception {
    Path folder = Files.createTempDirectory(temp, name).resolve("model");
    Goldens.copy("onnx/roberta-classify-3-external-data", folder);
    return folder;
  }
}
