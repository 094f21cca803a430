package io.github.langres.models.folder;

import io.github.langres.models.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Tells what a file is that is named {@code .onnx} and is something else. */
final class ForeignFormats {
  private static final int HEAD = 64;

  /** By the first characters of the file, in ISO 8859-1. */
  private static final Map<String, String> BY_START =
      Map.of(
          "GGUF", "a GGUF file of llama.cpp",
          "PK\u0003\u0004", "a zip archive, as the pickles of PyTorch are",
          "\u0080\u0002", "a Python pickle",
          "\u0080\u0003", "a Python pickle",
          "\u0080\u0004", "a Python pickle",
          "\u0080\u0005", "a Python pickle",
          "\u0089HDF", "an HDF5 file of TensorFlow",
          "<!", "an HTML page, so the download went wrong",
          "<html", "an HTML page, so the download went wrong",
          "version https://git-lfs", "a Git LFS pointer; run \"git lfs pull\" where it was cloned");

  private ForeignFormats() {}

  static void refuse(Path file) throws IOException {
    long size = Files.size(file);
    String start;
    try (InputStream in = Files.newInputStream(file)) {
      start = new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
    }
    if (size == 0) {
      throw new ModelException.Folder(file + " is empty; copy or download it again");
    }
    BY_START.forEach(
        (magic, kind) -> {
          if (start.startsWith(magic)) {
            throw refusal(file, kind);
          }
        });
    if (start.startsWith("ORTM", 4)) {
      throw refusal(file, "a model in ORT format");
    }
    if (start.startsWith("{\"", 8)) {
      throw refusal(file, "a safetensors file");
    }
    if (size > Integer.MAX_VALUE) {
      throw new ModelException.Folder(
          file
              + " has "
              + size
              + " bytes; an ONNX file holds less than 2 GiB, more weights go in a file beside it"
              + " (external data)");
    }
  }

  private static ModelException.Folder refusal(Path file, String kind) {
    return new ModelException.Folder(file + " is not an ONNX file but " + kind);
  }
}
