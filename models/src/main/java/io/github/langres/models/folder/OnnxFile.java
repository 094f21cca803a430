package io.github.langres.models.folder;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.github.langres.models.ModelException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Walks an ONNX file without loading its weights, and refuses what native code must not see: a file
 * that is no ONNX, subgraphs nested too deep, shapes that overflow, and external data outside the
 * model's folder (CVE-2022-25882, CVE-2024-27318, CVE-2026-27489).
 */
public final class OnnxFile {
  // Field numbers of onnx.proto3; they never change.
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_FUNCTIONS = 25;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_SPARSE_INITIALIZER = 15;
  private static final int FUNCTION_NODE = 7;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int TENSOR_DIMS = 1;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_EXTERNAL_DATA = 13;
  private static final int MAX_DEPTH = 64;

  private final Path file;
  private final CodedInputStream in;
  private boolean graphSeen;
  private long parameters;
  private long externalBytes;

  private OnnxFile(Path file, InputStream stream) {
    this.file = file;
    this.in = CodedInputStream.newInstance(stream, 1 << 16);
    in.setSizeLimit(Integer.MAX_VALUE);
  }

  /**
   * Checks the file.
   *
   * @throws ModelException.Folder when native code must not see it
   */
  public static Summary check(Path file) {
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      OnnxFile walk = new OnnxFile(file, stream);
      walk.model();
      return new Summary(walk.parameters, Files.size(file) + walk.externalBytes);
    } catch (InvalidProtocolBufferException e) {
      throw new ModelException.Folder(
          file + " is not a whole ONNX file (truncated or not ONNX): " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ModelException.Folder(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void model() throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (field(tag)) {
        case MODEL_GRAPH -> {
          graphSeen = true;
          message(this::graph, 0);
        }
        case MODEL_FUNCTIONS -> message(this::function, 0);
        default -> skip(tag);
      }
    }
    if (!graphSeen) {
      throw new ModelException.Folder(file + " holds no ONNX graph; expected an ONNX model");
    }
  }

  private void graph(int depth) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (field(tag)) {
        case GRAPH_NODE -> message(this::node, depth);
        case GRAPH_INITIALIZER -> message(this::tensor, depth);
        case GRAPH_SPARSE_INITIALIZER -> message(this::sparseTensor, depth);
        default -> skip(tag);
      }
    }
  }

  private void function(int depth) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (field(tag) == FUNCTION_NODE) {
        message(this::node, depth);
      } else {
        skip(tag);
      }
    }
  }

  private void node(int depth) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (field(tag) == NODE_ATTRIBUTE) {
        message(this::attribute, depth);
      } else {
        skip(tag);
      }
    }
  }

  private void attribute(int depth) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (field(tag)) {
        case 5, 10 -> message(this::tensor, depth); // t, tensors
        case 6, 11 -> message(this::graph, depth); // g, graphs
        case 22, 23 -> message(this::sparseTensor, depth); // sparse_tensor, sparse_tensors
        default -> skip(tag);
      }
    }
  }

  private void sparseTensor(int depth) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (field(tag) <= 2) { // values, indices
        message(this::tensor, depth);
      } else {
        skip(tag);
      }
    }
  }

  private void tensor(int depth) throws IOException {
    long elements = 1;
    String name = "";
    Map<String, String> external = new HashMap<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (field(tag)) {
        case TENSOR_DIMS -> elements = dims(tag, elements);
        case TENSOR_NAME -> name = new String(in.readByteArray(), StandardCharsets.UTF_8);
        case TENSOR_EXTERNAL_DATA -> message(nested -> entry(external), depth);
        default -> skip(tag);
      }
    }
    parameters += elements;
    if (!external.isEmpty()) {
      externalBytes += ExternalData.check(file, name, external);
    }
  }

  private long dims(int tag, long product) throws IOException {
    long result = product;
    if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      int limit = in.pushLimit(in.readRawVarint32());
      while (in.getBytesUntilLimit() > 0) {
        result = times(result, in.readInt64());
      }
      in.popLimit(limit);
      return result;
    }
    return times(result, in.readInt64());
  }

  private long times(long product, long dimension) {
    if (dimension < 0 || Math.multiplyHigh(product, dimension) != 0 || product * dimension < 0) {
      throw new ModelException.Folder(
          file + " declares a weight of impossible shape (dimension " + dimension + ")");
    }
    return product * dimension;
  }

  private void entry(Map<String, String> external) throws IOException {
    String key = "";
    String value = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (field(tag)) {
        case 1 -> key = new String(in.readByteArray(), StandardCharsets.UTF_8);
        case 2 -> value = new String(in.readByteArray(), StandardCharsets.UTF_8);
        default -> skip(tag);
      }
    }
    external.put(key, value);
  }

  private void message(Reader reader, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new ModelException.Folder(
          file + " nests graphs deeper than " + MAX_DEPTH + "; no model needs that");
    }
    int limit = in.pushLimit(in.readRawVarint32());
    reader.read(depth + 1);
    in.checkLastTagWas(0);
    in.popLimit(limit);
  }

  private void skip(int tag) throws IOException {
    // Groups are the only recursive skip, and ONNX has none.
    int type = WireFormat.getTagWireType(tag);
    if (type == WireFormat.WIRETYPE_START_GROUP || !in.skipField(tag)) {
      throw new ModelException.Folder(file + " is not an ONNX file");
    }
  }

  private static int field(int tag) {
    return WireFormat.getTagFieldNumber(tag);
  }

  private interface Reader {
    void read(int depth) throws IOException;
  }

  /**
   * What the walk found.
   *
   * @param parameters numbers in all weights
   * @param bytes size of the file and of its external data
   */
  public record Summary(long parameters, long bytes) {}
}
