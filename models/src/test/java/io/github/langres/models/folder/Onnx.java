package io.github.langres.models.folder;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/** Spoils the {@code model.onnx} of a folder. */
final class Onnx {
  private static final int DEPTH = 100_000;

  private Onnx() {}

  /** Says something else of where the first weight outside the file is. */
  static void external(Path folder, String key, String value) throws IOException {
    firstExternal(
        folder,
        weight -> {
          for (int i = 0; i < weight.getExternalDataCount(); i++) {
            if (weight.getExternalData(i).getKey().equals(key)) {
              weight.getExternalDataBuilder(i).setValue(value);
            }
          }
        });
  }

  static void externalTwice(Path folder, String key, String value) throws IOException {
    firstExternal(
        folder,
        weight ->
            weight.addExternalData(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
  }

  static void externalWithoutEntries(Path folder) throws IOException {
    firstExternal(folder, TensorProto.Builder::clearExternalData);
  }

  static void weight(Path folder, long... dims) throws IOException {
    edit(folder, graph -> graph.addInitializer(tensor(dims)));
  }

  static void hugeConstant(Path folder) throws IOException {
    AttributeProto value =
        AttributeProto.newBuilder()
            .setName("value")
            .setType(AttributeProto.AttributeType.TENSOR)
            .setT(tensor(1L << 50))
            .build();
    edit(
        folder,
        graph ->
            graph.addNode(
                NodeProto.newBuilder().setOpType("Constant").addOutput("c").addAttribute(value)));
  }

  static void sparse(Path folder) throws IOException {
    edit(
        folder,
        graph ->
            graph.addSparseInitializer(
                SparseTensorProto.newBuilder()
                    .addDims(1L << 50)
                    .setValues(tensor(0))
                    .setIndices(tensor(0))));
  }

  static void longName(Path folder) throws IOException {
    edit(folder, graph -> graph.addInitializer(tensor(0).setName("x".repeat(1 << 20))));
  }

  /** Messages in messages, by the numbers of their fields, over and over. */
  static void nested(Path folder, int first, int... fields) throws IOException {
    Files.write(folder.resolve("model.onnx"), wrap(first, nesting(fields)));
  }

  /** An input whose type is a sequence of sequences of sequences. */
  static void nestedType(Path folder) throws IOException {
    byte[] type = nesting(4, 1);
    Files.write(folder.resolve("model.onnx"), wrap(7, wrap(11, wrap(2, type))));
  }

  /**
   * A first graph under the wire type of a number. A reader that ignores wire types takes its value
   * for a length, and swallows the real graph.
   */
  static void hiddenGraph(Path folder) throws IOException {
    byte[] real = Files.readAllBytes(folder.resolve("model.onnx"));
    byte[] both = new byte[real.length + 2];
    both[0] = 7 << 3;
    both[1] = 100;
    System.arraycopy(real, 0, both, 2, real.length);
    Files.write(folder.resolve("model.onnx"), both);
  }

  private static TensorProto.Builder tensor(long... dims) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName("hostile").setDataType(1);
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    return tensor;
  }

  private static void firstExternal(Path folder, Consumer<TensorProto.Builder> change)
      throws IOException {
    edit(
        folder,
        graph ->
            change.accept(
                graph.getInitializerBuilderList().stream()
                    .filter(weight -> weight.getExternalDataCount() > 0)
                    .findFirst()
                    .orElseThrow()));
  }

  private static void edit(Path folder, Consumer<GraphProto.Builder> change) throws IOException {
    Path file = folder.resolve("model.onnx");
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    change.accept(model.getGraphBuilder());
    Files.write(file, model.build().toByteArray());
  }

  private static byte[] wrap(int field, byte[] content) {
    byte[] message = new byte[content.length + 6];
    System.arraycopy(content, 0, message, 6, content.length);
    int start = prepend(message, 6, field);
    return Arrays.copyOfRange(message, start, message.length);
  }

  private static byte[] nesting(int... fields) {
    byte[] message = new byte[DEPTH * fields.length * 6];
    int start = message.length;
    for (int i = 0; i < DEPTH; i++) {
      for (int f = fields.length - 1; f >= 0; f--) {
        start = prepend(message, start, fields[f]);
      }
    }
    return Arrays.copyOfRange(message, start, message.length);
  }

  /** Writes the tag and the length of what follows before it; gives where they start. */
  private static int prepend(byte[] message, int end, int field) {
    int length = message.length - end;
    int bytes = Math.max(1, (38 - Integer.numberOfLeadingZeros(length)) / 7);
    int start = end - bytes - 1;
    message[start] = (byte) ((field << 3) | 2);
    for (int i = 0; i < bytes; i++) {
      message[start + 1 + i] = (byte) (((length >>> (7 * i)) & 0x7f) | (i < bytes - 1 ? 0x80 : 0));
    }
    return start;
  }
}
