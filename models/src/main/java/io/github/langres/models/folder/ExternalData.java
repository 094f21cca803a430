package io.github.langres.models.folder;

import io.github.langres.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Checks where an ONNX weight outside the ONNX file claims to be. */
final class ExternalData {
  // Relative on every system. The star shuts out the location (_ORT_MEM_ADDR_, between stars) by
  // which ONNX Runtime takes an offset for an address in the memory of the process.
  private static final Pattern PLAIN_LOCATION =
      Pattern.compile("[^/\\\\:*\\p{Cntrl}][^\\\\:*\\p{Cntrl}]*");

  /** The key, and where each buffer of a kernel lies: offset, length, checksum. */
  private static final Pattern PREPACKED =
      Pattern.compile("[^|]+(\\|\\d{1,18};\\d{1,18};\\d{1,20})+");

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
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        if (entry.getKey().startsWith("prepacked")) {
          checkPrepacked(onnx, weight, entry.getValue(), length, size);
        }
      }
      return length;
    } catch (IOException e) {
      throw new ModelException.Folder(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** A kernel reads its buffers without asking how long they are. */
  private static void checkPrepacked(
      Path onnx, String weight, String value, long length, long size) {
    if (!PREPACKED.matcher(value).matches()) {
      throw refusal(onnx, weight, "its prepacked form is described in unknown words");
    }
    long packed = 0;
    String[] buffers = value.split("\\|");
    for (int i = 1; i < buffers.length; i++) {
      String[] numbers = buffers[i].split(";");
      long offset = Long.parseLong(numbers[0]);
      long bytes = Long.parseLong(numbers[1]);
      if (offset > size || bytes > size - offset) {
        throw refusal(onnx, weight, "its prepacked form passes the end of the file of weights");
      }
      packed += bytes;
    }
    if (packed < length) {
      throw refusal(
          onnx,
          weight,
          "its prepacked form has "
              + packed
              + " bytes; expected the weight's "
              + length
              + " or more");
    }
  }

  private static Path resolve(Path onnx, String weight, String location) {
    try {
      Path folder = Objects.requireNonNull(onnx.toAbsolutePath().getParent());
      if (!PLAIN_LOCATION.matcher(location).matches()) {
        throw refusal(
            onnx,
            weight,
            "its data must be in a file beside it, got \"" + Names.shown(location) + "\"");
      }
      for (Path part : Path.of(location)) {
        if (part.toString().equals("..")) {
          throw refusal(
              onnx, weight, "its data lies outside the model folder: \"" + location + "\"");
        }
      }
      Path file = folder.resolve(location);
      if (!Files.isRegularFile(file)) {
        throw refusal(
            onnx,
            weight,
            "the data file \""
                + location
                + (Files.exists(file) ? "\" is no regular file" : "\" is missing"));
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
    return new ModelException.Folder(onnx + ": weight \"" + Names.shown(weight) + "\": " + why);
  }
}
