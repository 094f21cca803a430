package io.github.langres.benchmarks;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import io.github.langres.engine.GraphSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A graph that costs what an encoder costs, for measuring what is around it: an embedding, layers
 * of {@code tanh(x + x W)}, and the sum over the tokens, {@code pooled [batch, width]} float32. Its
 * weights are random, the same in each process.
 */
final class StandInEncoder {
  static final int VOCABULARY = 1000;
  static final String OUTPUT = "pooled";

  private static final int FLOAT = OnnxMl.TensorProto.DataType.FLOAT_VALUE;
  private static final int INT64 = OnnxMl.TensorProto.DataType.INT64_VALUE;

  private final OnnxMl.GraphProto.Builder graph =
      OnnxMl.GraphProto.newBuilder().setName("stand-in");
  private final Random random = new Random(7);

  private StandInEncoder() {}

  static GraphSource graph(int layers, int width) {
    return new GraphSource.Built(new StandInEncoder().build(layers, width), Map.of());
  }

  private byte[] build(int layers, int width) {
    graph.addInput(value("input_ids", INT64, "batch", "sequence"));
    graph.addInput(value("attention_mask", INT64, "batch", "sequence"));
    graph.addOutput(value(OUTPUT, FLOAT, "batch", Integer.toString(width)));
    weight("words", 1, VOCABULARY, width);
    node("Gather", "x0", "words", "input_ids");
    for (int layer = 0; layer < layers; layer++) {
      weight("w" + layer, (float) Math.sqrt(1.0 / width), width, width);
      node("MatMul", "y" + layer, "x" + layer, "w" + layer);
      node("Add", "z" + layer, "x" + layer, "y" + layer);
      node("Tanh", "x" + (layer + 1), "z" + layer);
    }
    longs("last", 2);
    longs("tokens", 1);
    node("Unsqueeze", "mask3", "attention_mask", "last");
    node("Cast", "mask", "mask3").addAttribute(attribute("to", FLOAT));
    node("Mul", "masked", "x" + layers, "mask");
    node("ReduceSum", OUTPUT, "masked", "tokens").addAttribute(attribute("keepdims", 0));
    return OnnxMl.ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private OnnxMl.NodeProto.Builder node(String operator, String output, String... inputs) {
    return graph
        .addNodeBuilder()
        .setOpType(operator)
        .setName(output)
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }

  private void weight(String name, float scale, int rows, int columns) {
    ByteBuffer raw = littleEndian(rows * columns * Float.BYTES);
    while (raw.hasRemaining()) {
      raw.putFloat((float) random.nextGaussian() * scale);
    }
    initializer(name, FLOAT, raw).addDims(rows).addDims(columns);
  }

  private void longs(String name, long axis) {
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

  private static OnnxMl.AttributeProto.Builder attribute(String name, long value) {
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
