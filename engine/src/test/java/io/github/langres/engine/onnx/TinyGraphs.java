package io.github.langres.engine.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Builds small ONNX models for tests. */
final class TinyGraphs {
  static final int FLOAT = OnnxMl.TensorProto.DataType.FLOAT_VALUE;
  static final int FLOAT16 = OnnxMl.TensorProto.DataType.FLOAT16_VALUE;
  static final int INT64 = OnnxMl.TensorProto.DataType.INT64_VALUE;
  static final int INT32 = OnnxMl.TensorProto.DataType.INT32_VALUE;
  static final int BOOL = OnnxMl.TensorProto.DataType.BOOL_VALUE;
  static final int DOUBLE = OnnxMl.TensorProto.DataType.DOUBLE_VALUE;

  private TinyGraphs() {}

  static OnnxMl.GraphProto.Builder graph() {
    return OnnxMl.GraphProto.newBuilder().setName("test");
  }

  static byte[] model(OnnxMl.GraphProto.Builder graph) {
    return OnnxMl.ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  /** {@code sum = a + b}, float {@code [n]}. */
  static byte[] add() {
    return model(
        graph()
            .addInput(value("a", FLOAT, "n"))
            .addInput(value("b", FLOAT, "n"))
            .addOutput(value("sum", FLOAT, "n"))
            .addNode(node("Add", List.of("a", "b"), "sum")));
  }

  /** {@code y = x * w}, x {@code [n, 2]}, w {@code [2, 3]} given from outside. */
  static byte[] matMul() {
    return model(
        graph()
            .addInput(value("x", FLOAT, "n", "2"))
            .addOutput(value("y", FLOAT, "n", "3"))
            .addInitializer(external("w", FLOAT, 2, 3))
            .addNode(node("MatMul", List.of("x", "w"), "y")));
  }

  /** {@code y = w[ids]}, ids int32 {@code [b, s]}, w {@code [4, 2]} given from outside. */
  static byte[] gather() {
    return model(
        graph()
            .addInput(value("ids", INT32, "b", "s"))
            .addOutput(value("y", FLOAT, "b", "s", "2"))
            .addInitializer(external("w", FLOAT, 4, 2))
            .addNode(node("Gather", List.of("w", "ids"), "y")));
  }

  /**
   * An encoder: {@code hidden = w[input_ids] * mask} as float16, {@code pooled = sum(hidden, 1)} as
   * float, w {@code [4, 2]} given from outside.
   */
  static byte[] encoder() {
    return model(
        graph()
            .addInput(value("input_ids", INT64, "batch", "sequence"))
            .addInput(value("attention_mask", INT64, "batch", "sequence"))
            .addOutput(value("hidden", FLOAT16, "batch", "sequence", "2"))
            .addOutput(value("pooled", FLOAT, "batch", "2"))
            .addOutput(value("odd", FLOAT, "batch", "unnamed", "2"))
            .addInitializer(external("w", FLOAT, 4, 2))
            .addInitializer(longs("last", 2))
            .addInitializer(longs("first", 1))
            .addNode(node("Gather", List.of("w", "input_ids"), "rows"))
            .addNode(node("Unsqueeze", List.of("attention_mask", "last"), "mask3"))
            .addNode(cast("mask3", "mask", FLOAT))
            .addNode(node("Mul", List.of("rows", "mask"), "odd"))
            .addNode(cast("odd", "hidden", FLOAT16))
            .addNode(
                node("ReduceSum", List.of("odd", "first"), "pooled")
                    .addAttribute(attribute("keepdims", 0))));
  }

  /** A loop of 2^62 rounds that adds {@code step} to a number: never ends. */
  static byte[] endlessLoop() {
    OnnxMl.GraphProto body =
        graph()
            .addInput(value("round", INT64))
            .addInput(value("go", BOOL))
            .addInput(value("before", FLOAT, "1"))
            .addOutput(value("goOn", BOOL))
            .addOutput(value("after", FLOAT, "1"))
            .addNode(node("Identity", List.of("go"), "goOn"))
            .addNode(node("Add", List.of("before", "step"), "after"))
            .build();
    return model(
        graph()
            .addInput(value("step", FLOAT, "1"))
            .addInput(value("rounds", INT64))
            .addOutput(value("total", FLOAT, "1"))
            .addInitializer(
                OnnxMl.TensorProto.newBuilder().setName("true").setDataType(BOOL).addInt32Data(1))
            .addNode(
                node("Loop", List.of("rounds", "true", "step"), "total")
                    .addAttribute(
                        OnnxMl.AttributeProto.newBuilder()
                            .setName("body")
                            .setType(OnnxMl.AttributeProto.AttributeType.GRAPH)
                            .setG(body))));
  }

  static OnnxMl.NodeProto.Builder cast(String from, String to, int type) {
    return node("Cast", List.of(from), to).addAttribute(attribute("to", type));
  }

  static OnnxMl.NodeProto.Builder node(String operator, List<String> inputs, String output) {
    return OnnxMl.NodeProto.newBuilder()
        .setOpType(operator)
        .setName(operator + "_" + output)
        .addAllInput(inputs)
        .addOutput(output);
  }

  static OnnxMl.AttributeProto.Builder attribute(String name, long value) {
    return OnnxMl.AttributeProto.newBuilder()
        .setName(name)
        .setType(OnnxMl.AttributeProto.AttributeType.INT)
        .setI(value);
  }

  static OnnxMl.ValueInfoProto.Builder value(String name, int type, String... dimensions) {
    OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
    for (String dimension : dimensions) {
      if (dimension.matches("\\d+")) {
        shape.addDimBuilder().setDimValue(Long.parseLong(dimension));
      } else {
        shape.addDimBuilder().setDimParam(dimension);
      }
    }
    return OnnxMl.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            OnnxMl.TypeProto.newBuilder()
                .setTensorType(
                    OnnxMl.TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)));
  }

  static OnnxMl.TensorProto.Builder external(String name, int type, long... shape) {
    OnnxMl.TensorProto.Builder tensor =
        OnnxMl.TensorProto.newBuilder()
            .setName(name)
            .setDataType(type)
            .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)
            .addExternalData(
                OnnxMl.StringStringEntryProto.newBuilder().setKey("location").setValue("weights"));
    for (long size : shape) {
      tensor.addDims(size);
    }
    return tensor;
  }

  static OnnxMl.TensorProto.Builder longs(String name, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      raw.putLong(value);
    }
    return OnnxMl.TensorProto.newBuilder()
        .setName(name)
        .setDataType(INT64)
        .addDims(values.length)
        .setRawData(ByteString.copyFrom(raw.array()));
  }

  static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  static ByteBuffer floats(float... values) {
    ByteBuffer buffer = direct(values.length * Float.BYTES);
    buffer.asFloatBuffer().put(values);
    return buffer;
  }

  static float[] toFloats(ByteBuffer bytes) {
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.order(ByteOrder.nativeOrder()).asFloatBuffer().get(values);
    return values;
  }
}
