package io.github.langres.models.safetensors;

import io.github.langres.models.ModelException;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonException;
import io.github.langres.tokenizer.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checked header of one safetensors file: eight bytes of length, that much JSON, then the
 * tensors' bytes without gap, overlap or rest.
 *
 * @param file for error messages
 * @param dataStart where the tensors' bytes begin in the file
 * @param entries in file order
 */
record Header(String file, long dataStart, List<Entry> entries) {
  static final int LENGTH_BYTES = 8;
  private static final long MAX_HEADER_BYTES = 100_000_000;
  private static final String METADATA = "__metadata__";

  /**
   * @param begin first byte, counted from {@link #dataStart}
   * @param end one past the last byte
   */
  record Entry(String name, Dtype dtype, long[] shape, long begin, long end) {}

  /** Checks the length prefix against the file, so that nothing is allocated for a lie. */
  static int length(String file, ByteBuffer prefix, long fileBytes) {
    long length = prefix.order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    if (length < 2 || length > MAX_HEADER_BYTES || length > fileBytes - LENGTH_BYTES) {
      throw new ModelException.Folder(
          file
              + ": the header declares "
              + Long.toUnsignedString(length)
              + " bytes; expected 2 to "
              + MAX_HEADER_BYTES
              + " within a file of "
              + fileBytes
              + " bytes. The file is cut or is not safetensors: fetch it again");
    }
    return (int) length;
  }

  static Header parse(String file, byte[] json, long fileBytes) {
    long dataStart = LENGTH_BYTES + (long) json.length;
    try {
      JsonObject header = Json.parseObject(file, text(file, json));
      List<Entry> entries = new ArrayList<>();
      for (String name : header.keys()) {
        if (!name.equals(METADATA)) {
          entries.add(entry(file, name, JsonObject.object(file, header.get(name))));
        }
      }
      entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
      checkContiguous(file, entries, fileBytes - dataStart);
      return new Header(file, dataStart, List.copyOf(entries));
    } catch (JsonException e) {
      throw new ModelException.Folder(e.getMessage() + " (safetensors header)", e);
    }
  }

  private static String text(String file, byte[] json) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException e) {
      throw new ModelException.Folder(file + ": the safetensors header is not UTF-8", e);
    }
  }

  private static Entry entry(String file, String name, JsonObject json) {
    Dtype dtype = dtype(file, name, json.string("dtype"));
    long[] shape = integers(file, name, "shape", json.listOrEmpty("shape"));
    long[] offsets = integers(file, name, "data_offsets", json.listOrEmpty("data_offsets"));
    if (offsets.length != 2 || offsets[0] > offsets[1] || !json.has("shape")) {
      throw new ModelException.Folder(
          file
              + ": tensor \""
              + name
              + "\" needs a shape and data_offsets [begin, end] with begin <= end, got shape "
              + json.get("shape")
              + " and data_offsets "
              + json.get("data_offsets"));
    }
    long bytes = bytes(file, name, dtype, shape);
    if (offsets[1] - offsets[0] != bytes) {
      throw new ModelException.Folder(
          file
              + ": tensor \""
              + name
              + "\" needs "
              + bytes
              + " bytes by its shape, but its data_offsets span "
              + (offsets[1] - offsets[0]));
    }
    return new Entry(name, dtype, shape, offsets[0], offsets[1]);
  }

  private static Dtype dtype(String file, String name, String dtype) {
    for (Dtype known : Dtype.values()) {
      if (known.name().equals(dtype)) {
        return known;
      }
    }
    throw new ModelException.Unsupported(
        file + ": tensor \"" + name + "\" has the unknown element type \"" + dtype + "\"");
  }

  private static long[] integers(
      String file, String name, String key, List<@Nullable Object> values) {
    long[] numbers = new long[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(values.get(i) instanceof Long number) || number < 0) {
        throw new ModelException.Folder(
            file
                + ": tensor \""
                + name
                + "\" needs whole numbers of 0 or more in "
                + key
                + ", got "
                + values.get(i));
      }
      numbers[i] = number;
    }
    return numbers;
  }

  private static long bytes(String file, String name, Dtype dtype, long[] shape) {
    try {
      long bytes = dtype.bytes();
      for (long size : shape) {
        bytes = Math.multiplyExact(bytes, size);
      }
      return bytes;
    } catch (ArithmeticException e) {
      throw new ModelException.Folder(
          file + ": tensor \"" + name + "\" has a shape of more than 2^63 bytes", e);
    }
  }

  private static void checkContiguous(String file, List<Entry> entries, long dataBytes) {
    long expected = 0;
    for (Entry entry : entries) {
      if (entry.begin() != expected) {
        throw new ModelException.Folder(
            file
                + ": tensor \""
                + entry.name()
                + "\" begins at byte "
                + entry.begin()
                + " of the data; expected "
                + expected
                + ", without gap or overlap");
      }
      expected = entry.end();
    }
    if (expected != dataBytes) {
      throw new ModelException.Folder(
          file
              + ": the tensors take "
              + expected
              + " bytes, but the file holds "
              + dataBytes
              + " after its header. The file is cut or has a foreign tail: fetch it again");
    }
  }
}
