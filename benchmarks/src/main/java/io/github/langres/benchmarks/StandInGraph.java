package io.github.langres.benchmarks;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/** Writes small ONNX graphs of random weights, the same in each process. */
final class StandInGraph {
  static final int FLOAT = OnnxMl.TensorProto.DataType.FLOAT_VALUE;
  static final int INT32 = OnnxMl.TensorProto.DataType.INT32_VALUE;
  static final int INT64 = OnnxMl.TensorProto.DataType.INT64_VALUE;

  private final OnnxMl.GraphProto.Builder graph =
      OnnxMl.GraphProto.newBuilder().setName("stand-in");
  private final Random random = new Random(7);

  byte[] build() {
    return OnnxMl.ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17))
        .addOpsetImport(
            OnnxMl.OperatorSetIdProto.newBuilder().setDomain("com.microsoft").setVersion(1))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  void input(String name, int type, String... dimensions) {
    graph.addInput(value(name, type, dimensions));
  }

  void output(String name, int type, String... dimensions) {
    graph.addOutput(value(name, type, dimensions));
  }

  OnnxMl.NodeProto.Builder node(String operator, String output, String... inputs) {
    return graph
        .addNodeBuilder()
        .setOpType(operator)
        .setName(output)
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }

  void weight(String name, float scale, int rows, int columns) {
    ByteBuffer raw = littleEndian(rows * columns * Float.BYTES);
    while (raw.hasRemaining()) {
      raw.putFloat((float) random.nextGaussian() * scale);
    }
    initializer(name, FLOAT, raw).addDims(rows).addDims(columns);
  }

  void longs(String name, long axis) {
    initializer(name, INT64, littleEndian(Long.BYTES).putLong(axis)).addDims(1);
  }

  private OnnxMl.TensorProto.Builder initializer(String name, int type, ByteBuffer raw) {
    return graph
        .addInitializerBuilder()
        .setName(name)
        .setDataType(type)
        .setRawData(ByteString.copyFrom(raw.flip()));
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static OnnxMl.AttributeProto.Builder attribute(String name, long value) {
    return OnnxMl.AttributeProto.newBuilder()
        .setName(name)
        .setType(OnnxMl.AttributeProto.AttributeType.INT)
        .setI(value);
  }

  private static OnnxMl.ValueInfoProto.Builder value(String name, int type, String... dimensions) {
    OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
    for (String dimension : dimensions) {
      if (Character.isDigit(dimension.charAt(0))) {
        shape.addDimBuilder().setDimValue(Long.parseLong(dimension));
      } else {
        shape.addDimBuilder().setDimParam(dimension);
      }
    }
    OnnxMl.TypeProto.Tensor.Builder tensor =
        OnnxMl.TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape);
    return OnnxMl.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(OnnxMl.TypeProto.newBuilder().setTensorType(tensor));
  }
}
