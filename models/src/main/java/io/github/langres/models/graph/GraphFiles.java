package io.github.langres.models.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.langres.engine.GraphSource;
import io.github.langres.engine.GraphSource.Weight;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes built graphs side by side: one ONNX file each, and one file of weights that they share.
 * What is written is ordinary ONNX with external data, which any runtime reads.
 */
public final class GraphFiles implements AutoCloseable {
  /** Whole pages, so that a weight can be mapped by itself. */
  private static final int ALIGNMENT = 4096;

  private static final String PREPACKED = "prepacked_";

  private final Path folder;
  private final String weightsName;
  private final FileChannel channel;
  private final Map<String, Place> places = new HashMap<>();

  /** Of one graph: a buffer may be several weights, as the table of a tied decoder is. */
  private final IdentityHashMap<ByteBuffer, Place> written = new IdentityHashMap<>();

  private record Place(long offset, long length) {}

  private GraphFiles(Path folder, String weightsName, FileChannel channel) {
    this.folder = folder;
    this.weightsName = weightsName;
    this.channel = channel;
  }

  /** Starts an empty file of weights. */
  public static GraphFiles create(Path folder, String weightsName) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(weightsName),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    return new GraphFiles(folder, weightsName, channel);
  }

  /** Writes a graph; weights that an earlier graph already has are not written again. */
  public void write(String name, GraphSource.Built graph) throws IOException {
    ModelProto.Builder model = parse(graph.model()).toBuilder();
    GraphProto.Builder proto = model.getGraphBuilder();
    for (TensorProto.Builder tensor : proto.getInitializerBuilderList()) {
      if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
        Weight weight = graph.weights().get(tensor.getName());
        if (weight == null) {
          throw new IllegalStateException("the graph lacks its weight " + tensor.getName());
        }
        locate(tensor, place(tensor.getName(), weight.data()));
      }
    }
    written.clear();
    Files.write(folder.resolve(name), model.build().toByteArray());
  }

  /**
   * Copies a graph that ONNX Runtime wrote with prepacked weights, and of its weights what is not
   * here yet.
   *
   * @param source the ONNX file
   * @param weights the file of weights that it names, beside it
   */
  public void copyPrepacked(String name, Path source, Path weights) throws IOException {
    ModelProto.Builder model = parse(Files.readAllBytes(source)).toBuilder();
    try (FileChannel from = FileChannel.open(weights, StandardOpenOption.READ)) {
      for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
          copy(tensor, from);
        }
      }
    }
    Files.write(folder.resolve(name), model.build().toByteArray());
  }

  private void copy(TensorProto.Builder tensor, FileChannel from) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    tensor.getExternalDataList().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    locate(
        tensor,
        copy(
            from,
            tensor.getName(),
            entries.getOrDefault("offset", "0"),
            entries.getOrDefault("length", "0")));
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      if (entry.getKey().startsWith(PREPACKED)) {
        entry(tensor, entry.getKey(), movedBuffers(tensor.getName(), entry.getValue(), from));
      }
    }
  }

  /** Moves what one kernel packed: its key, then offset;length;checksum of each buffer. */
  private String movedBuffers(String name, String value, FileChannel from) throws IOException {
    String[] parts = value.split("\\|");
    for (int i = 1; i < parts.length; i++) {
      String[] numbers = parts[i].split(";");
      Place place = copy(from, name + "|" + parts[0] + "|" + i, numbers[0], numbers[1]);
      parts[i] = place.offset() + ";" + place.length() + ";" + numbers[2];
    }
    return String.join("|", parts);
  }

  private Place copy(FileChannel from, String name, String offset, String length)
      throws IOException {
    long bytes = Long.parseLong(length);
    return place(name, from.map(FileChannel.MapMode.READ_ONLY, Long.parseLong(offset), bytes));
  }

  private static ModelProto parse(byte[] model) {
    try {
      return ModelProto.parseFrom(model);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a built graph does not parse", e);
    }
  }

  private void locate(TensorProto.Builder tensor, Place place) {
    tensor.clearExternalData();
    entry(tensor, "location", weightsName);
    entry(tensor, "offset", Long.toString(place.offset()));
    entry(tensor, "length", Long.toString(place.length()));
  }

  private static void entry(TensorProto.Builder tensor, String key, String value) {
    tensor.addExternalData(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
  }

  private Place place(String name, ByteBuffer weight) throws IOException {
    Place same = written.get(weight);
    if (same != null) {
      return same;
    }
    ByteBuffer data = weight.duplicate();
    Place known = places.get(name);
    if (known != null && holds(known, data)) {
      return known;
    }
    long offset = (channel.size() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    Place place = new Place(offset, data.remaining());
    for (long at = offset; data.hasRemaining(); ) {
      at += channel.write(data, at);
    }
    places.put(name, place);
    written.put(weight, place);
    return place;
  }

  /** Heads may give one name to different weights. */
  private boolean holds(Place place, ByteBuffer data) throws IOException {
    return place.length() == data.remaining()
        && channel.map(FileChannel.MapMode.READ_ONLY, place.offset(), place.length()).equals(data);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
