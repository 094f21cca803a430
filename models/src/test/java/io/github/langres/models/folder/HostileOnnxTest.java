package io.github.langres.models.folder;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Graphs that native code must not see. */
class HostileOnnxTest {
  @TempDir private Path temp;

  @TestFactory
  Stream<DynamicTest> open_aHostileGraph_isRefusedAndTheNextGoodOneOpens() {
    return Stream.of(externalData(), weights(), notOnnx())
        .flatMap(List::stream)
        .map(row -> row.test(temp));
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
            folder -> Hostile.pipe(folder.resolve("model.onnx_data"))),
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
}
