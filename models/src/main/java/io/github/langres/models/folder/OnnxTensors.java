package io.github.langres.models.folder;

import io.github.langres.models.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Checks the weights of an ONNX file one by one, and adds them up. */
final class OnnxTensors {
  // Field numbers of TensorProto.
  private static final int DIMS = 1;
  private static final int FLOAT_DATA = 4;
  private static final int INT32_DATA = 5;
  private static final int STRING_DATA = 6;
  private static final int INT64_DATA = 7;
  private static final int NAME = 8;
  private static final int RAW_DATA = 9;
  private static final int DOUBLE_DATA = 10;
  private static final int UINT64_DATA = 11;
  private static final int EXTERNAL_DATA = 13;
  private static final int DATA_LOCATION = 14;
  private static final int LOCATION_EXTERNAL = 1;

  /** The narrowest ONNX type has two bits; a byte holds no more numbers than this. */
  private static final long MAX_PER_BYTE = 8;

  private final Path file;
  private final ProtoReader in;
  private final boolean prepacked;
  private long parameters;
  private long externalBytes;

  /**
   * @param prepacked whether weights may come as some kernel packs them, too
   */
  OnnxTensors(Path file, ProtoReader in, boolean prepacked) {
    this.file = file;
    this.in = in;
    this.prepacked = prepacked;
  }

  /** Numbers in all weights. */
  long parameters() {
    return parameters;
  }

  /** Bytes of all weights outside the file. */
  long externalBytes() {
    return externalBytes;
  }

  /** Reads the message that the reader is in. */
  void read() throws IOException {
    long[] elements = {1};
    long bytes = 0;
    String name = "";
    boolean external = false;
    Map<String, String> entries = new HashMap<>();
    while (in.next()) {
      switch (in.field()) {
        case DIMS -> in.numbers(size -> elements[0] = times(elements[0], size));
        case NAME -> name = in.text();
        case FLOAT_DATA, INT32_DATA, INT64_DATA, RAW_DATA, DOUBLE_DATA, UINT64_DATA ->
            bytes += in.skip();
        case STRING_DATA -> bytes += 1 + in.skip();
        case EXTERNAL_DATA -> in.message(() -> entry(entries));
        case DATA_LOCATION -> external |= in.number() == LOCATION_EXTERNAL;
        default -> in.skip();
      }
    }
    if (external || !entries.isEmpty()) {
      bytes = ExternalData.check(file, name, entries);
      externalBytes += bytes;
    }
    add(name, elements[0], bytes);
  }

  private void add(String name, long elements, long bytes) {
    if (elements > 1 && elements / MAX_PER_BYTE > bytes) {
      throw in.refusal(
          "declares %,d numbers for the weight \"%s\", which holds %,d bytes"
              .formatted(elements, Names.shown(name), bytes));
    }
    parameters += elements;
  }

  private long times(long product, long dimension) {
    if (dimension < 0 || Math.multiplyHigh(product, dimension) != 0 || product * dimension < 0) {
      throw in.refusal("declares a weight of impossible shape (dimension " + dimension + ")");
    }
    return product * dimension;
  }

  private void entry(Map<String, String> entries) throws IOException {
    String key = "";
    String value = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> key = in.text();
        case 2 -> value = in.text();
        default -> in.skip();
      }
    }
    if (key.startsWith("prepacked") && !prepacked) {
      throw in.refusal(
          "holds weights packed for some processor (\"prepacked\"), which only langres build may"
              + " write; export it without");
    }
    if (entries.put(key, value) != null) {
      // Readers differ in which one they believe.
      throw new ModelException.Folder(
          file + " says twice where a weight is (" + Names.shown(key) + ")");
    }
  }
}
