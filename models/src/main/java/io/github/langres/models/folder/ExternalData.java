package io.github.langres.models.folder;

import io.github.langres.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** Checks where an ONNX weight outside the ONNX file claims to be. */
final class ExternalData {
  private ExternalData() {}

  /** Checks one weight's entries; gives its size in bytes. */
  static long check(Path onnx, String weight, Map<String, String> entries) {
    String location = entries.getOrDefault("location", "");
    Path file = resolve(onnx, weight, location);
    long offset = number(onnx, weight, "offset", entries.getOrDefault("offset", "0"));
    try {
      long size = Files.size(file);
      long length =
          number(onnx, weight, "length", entries.getOrDefault("length", "" + (size - offset)));
      if (offset > size || length > size - offset) {
        throw refusal(
            onnx,
            weight,
            "offset "
                + offset
                + " and length "
                + length
                + " pass the end of "
                + location
                + ", "
                + size
                + " bytes");
      }
      return length;
    } catch (IOException e) {
      throw new ModelException.Folder(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Path resolve(Path onnx, String weight, String location) {
    try {
      Path folder = Objects.requireNonNull(onnx.toAbsolutePath().normalize().getParent());
      Path relative = Path.of(location);
      if (location.isEmpty() || relative.isAbsolute() || location.startsWith("\\")) {
        throw refusal(
            onnx, weight, "its data must be in a file beside it, got \"" + location + "\"");
      }
      Path file = folder.resolve(relative).normalize();
      if (!file.startsWith(folder)) {
        throw refusal(onnx, weight, "its data lies outside the model folder: \"" + location + "\"");
      }
      if (!Files.isRegularFile(file)) {
        throw refusal(onnx, weight, "the data file \"" + location + "\" is missing");
      }
      if (!Links.staysInside(file, folder)) {
        throw refusal(onnx, weight, "\"" + location + "\" is a link out of the model folder");
      }
      return file;
    } catch (InvalidPathException e) {
      throw new ModelException.Folder(
          onnx + ": weight " + weight + ": not a file name: " + e.getReason(), e);
    }
  }

  private static long number(Path onnx, String weight, String key, String text) {
    if (!text.matches("\\d{1,18}")) {
      throw refusal(onnx, weight, key + " must be a number of bytes, got \"" + text + "\"");
    }
    return Long.parseLong(text);
  }

  private static ModelException refusal(Path onnx, String weight, String why) {
    return new ModelException.Folder(onnx + ": weight \"" + weight + "\": " + why);
  }
}
