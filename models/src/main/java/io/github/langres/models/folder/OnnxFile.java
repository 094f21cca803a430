package io.github.langres.models.folder;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.langres.models.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Walks an ONNX file without loading its weights, and refuses what native code must not see: a file
 * that is no ONNX, subgraphs nested too deep, weights that claim more numbers than they hold, and
 * external data outside the model's folder (CVE-2022-25882, CVE-2024-27318, CVE-2026-27489,
 * CVE-2026-34445).
 *
 * <p>Two things cannot be seen from here: a hard link to a file outside the folder, and a file that
 * somebody replaces between this check and the opening. A folder that others can write to is not to
 * be trusted.
 */
public final class OnnxFile {
  // Field numbers of onnx.proto3; they never change.
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_FUNCTIONS = 25;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;
  private static final int GRAPH_VALUE_INFO = 13;
  private static final int GRAPH_SPARSE_INITIALIZER = 15;
  private static final int FUNCTION_NODE = 7;
  private static final int FUNCTION_ATTRIBUTE = 11;
  private static final int FUNCTION_VALUE_INFO = 12;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int ATTRIBUTE_TENSOR = 5;
  private static final int ATTRIBUTE_GRAPH = 6;
  private static final int ATTRIBUTE_TENSORS = 10;
  private static final int ATTRIBUTE_GRAPHS = 11;
  private static final int ATTRIBUTE_TYPE = 14;
  private static final int ATTRIBUTE_TYPES = 15;
  private static final int ATTRIBUTE_SPARSE_TENSOR = 22;
  private static final int ATTRIBUTE_SPARSE_TENSORS = 23;
  private static final int VALUE_INFO_TYPE = 2;
  private static final int TYPE_SEQUENCE = 4;
  private static final int TYPE_MAP = 5;
  private static final int TYPE_OPTIONAL = 9;

  private final ProtoReader in;
  private final OnnxTensors tensors;
  private boolean graphSeen;

  private OnnxFile(Path file, InputStream stream, boolean prepacked) {
    this.in = new ProtoReader(file, stream);
    this.tensors = new OnnxTensors(file, in, prepacked);
  }

  /**
   * Checks the file.
   *
   * @throws ModelException.Folder when native code must not see it
   */
  public static Summary check(Path file) {
    return check(file, false);
  }

  /** {@link #check} of a file that was built here, and may hold prepacked weights. */
  public static Summary checkBuilt(Path file) {
    return check(file, true);
  }

  private static Summary check(Path file, boolean prepacked) {
    try (InputStream stream = Files.newInputStream(file)) {
      ForeignFormats.refuse(file);
      OnnxFile walk = new OnnxFile(file, stream, prepacked);
      walk.model();
      return new Summary(
          walk.tensors.parameters(), Files.size(file) + walk.tensors.externalBytes());
    } catch (InvalidProtocolBufferException e) {
      throw new ModelException.Folder(
          file + " is not a whole ONNX file (truncated or not ONNX): " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ModelException.Folder(file + " cannot be read: " + e, e);
    }
  }

  private void model() throws IOException {
    while (in.next()) {
      switch (in.field()) {
        case MODEL_GRAPH -> {
          graphSeen = true;
          in.message(this::graph);
        }
        case MODEL_FUNCTIONS -> in.message(this::function);
        default -> in.skip();
      }
    }
    if (!graphSeen) {
      throw in.refusal("holds no ONNX graph; expected an ONNX model");
    }
  }

  private void graph() throws IOException {
    while (in.next()) {
      switch (in.field()) {
        case GRAPH_NODE -> in.message(this::node);
        case GRAPH_INITIALIZER -> in.message(tensors::read);
        case GRAPH_INPUT, GRAPH_OUTPUT, GRAPH_VALUE_INFO -> in.message(this::valueInfo);
        case GRAPH_SPARSE_INITIALIZER -> throw sparse();
        default -> in.skip();
      }
    }
  }

  private void function() throws IOException {
    while (in.next()) {
      switch (in.field()) {
        case FUNCTION_NODE -> in.message(this::node);
        case FUNCTION_ATTRIBUTE -> in.message(this::attribute);
        case FUNCTION_VALUE_INFO -> in.message(this::valueInfo);
        default -> in.skip();
      }
    }
  }

  private void node() throws IOException {
    while (in.next()) {
      if (in.field() == NODE_ATTRIBUTE) {
        in.message(this::attribute);
      } else {
        in.skip();
      }
    }
  }

  private void attribute() throws IOException {
    while (in.next()) {
      switch (in.field()) {
        case ATTRIBUTE_TENSOR, ATTRIBUTE_TENSORS -> in.message(tensors::read);
        case ATTRIBUTE_GRAPH, ATTRIBUTE_GRAPHS -> in.message(this::graph);
        case ATTRIBUTE_TYPE, ATTRIBUTE_TYPES -> in.message(this::type);
        case ATTRIBUTE_SPARSE_TENSOR, ATTRIBUTE_SPARSE_TENSORS -> throw sparse();
        default -> in.skip();
      }
    }
  }

  private void valueInfo() throws IOException {
    while (in.next()) {
      if (in.field() == VALUE_INFO_TYPE) {
        in.message(this::type);
      } else {
        in.skip();
      }
    }
  }

  /** A type may hold a type, in one message more: only their depth matters. */
  private void type() throws IOException {
    while (in.next()) {
      switch (in.field()) {
        case TYPE_SEQUENCE, TYPE_MAP, TYPE_OPTIONAL -> in.message(this::elementType);
        default -> in.skip();
      }
    }
  }

  private void elementType() throws IOException {
    while (in.next()) {
      if (in.field() <= 2
          && in.isMessage()) { // elem_type, value_type; a map's key_type is a number
        in.message(this::type);
      } else {
        in.skip();
      }
    }
  }

  /** The runtime makes sparse weights dense, of whatever shape they claim; no export has them. */
  private ModelException.Folder sparse() {
    return in.refusal("holds a sparse weight, which Langres does not read; export it dense");
  }

  /**
   * What the walk found.
   *
   * @param parameters numbers in all weights
   * @param bytes size of the file and of its external data
   */
  public record Summary(long parameters, long bytes) {}
}
