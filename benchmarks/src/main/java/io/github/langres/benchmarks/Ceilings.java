package io.github.langres.benchmarks;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import io.github.langres.engine.Cancellation;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphOptions;
import io.github.langres.engine.GraphRun;
import io.github.langres.engine.GraphSource;
import io.github.langres.engine.onnx.OnnxGraphs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** What this machine's matrix multiplication reaches at best: the ceiling of every row. */
final class Ceilings {
  private static final int ROWS = 1024;
  private static final int SIZE = 2048;
  private static final int RUNS = 12;

  private Ceilings() {}

  /** Giga-operations a second of float32 by float32. */
  static double fp32() {
    return giga(
        "MatMul",
        OnnxMl.TensorProto.DataType.FLOAT_VALUE,
        OnnxMl.TensorProto.DataType.FLOAT_VALUE,
        Float.BYTES);
  }

  /** Giga-operations a second of unsigned 8-bit activations by signed 8-bit weights. */
  static double u8s8() {
    return giga(
        "MatMulInteger",
        OnnxMl.TensorProto.DataType.UINT8_VALUE,
        OnnxMl.TensorProto.DataType.INT8_VALUE,
        1);
  }

  private static double giga(String operator, int left, int right, int bytes) {
    OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder().setName("ceiling");
    graph.addInput(value("a", left, ROWS));
    int result =
        bytes == 1
            ? OnnxMl.TensorProto.DataType.INT32_VALUE
            : OnnxMl.TensorProto.DataType.FLOAT_VALUE;
    graph.addOutput(value("c", result, ROWS));
    graph.addInitializer(
        OnnxMl.TensorProto.newBuilder()
            .setName("b")
            .setDataType(right)
            .addDims(SIZE)
            .addDims(SIZE)
            .setRawData(ByteString.copyFrom(new byte[SIZE * SIZE * bytes])));
    graph.addNodeBuilder().setOpType(operator).addAllInput(List.of("a", "b")).addOutput("c");
    byte[] model =
        OnnxMl.ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build()
            .toByteArray();
    try (Graph opened =
            OnnxGraphs.open(new GraphSource.Built(model, Map.of()), GraphOptions.defaults());
        GraphRun run = opened.newRun()) {
      run.bindInput("a", direct(ROWS * SIZE * bytes), ROWS, SIZE);
      run.bindOutput("c", direct(ROWS * SIZE * 4), ROWS, SIZE);
      double best = Double.MAX_VALUE;
      for (int i = 0; i < RUNS; i++) {
        long start = System.nanoTime();
        run.run(Cancellation.NONE);
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
      }
      return 2.0 * ROWS * SIZE * SIZE / best / 1e9;
    }
  }

  private static OnnxMl.ValueInfoProto value(String name, int type, long rows) {
    OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimValue(rows);
    shape.addDimBuilder().setDimValue(SIZE);
    return OnnxMl.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            OnnxMl.TypeProto.newBuilder()
                .setTensorType(
                    OnnxMl.TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
