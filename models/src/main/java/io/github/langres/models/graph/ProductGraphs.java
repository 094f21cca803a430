package io.github.langres.models.graph;

import io.github.langres.engine.ElementType;
import io.github.langres.engine.GraphSource;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;

/**
 * Graphs of one matrix product {@code a [rows, size] x b [size, size] = c}, b a weight of zeros.
 */
public final class ProductGraphs {
  private ProductGraphs() {}

  /** Float32. */
  public static GraphSource.Built fp32(long rows, int size) {
    OnnxBuilder graph = new OnnxBuilder();
    Value a = graph.input("a", ElementType.FLOAT32, Dim.of(rows), Dim.of(size));
    graph.output("c", new TensorOps(graph).matmul(a, weight(graph, ElementType.FLOAT32, size)));
    return graph.build();
  }

  /** Unsigned by signed 8-bit integers, to int32. */
  public static GraphSource.Built u8s8(long rows, int size) {
    OnnxBuilder graph = new OnnxBuilder();
    Value a = graph.input("a", ElementType.UINT8, Dim.of(rows), Dim.of(size));
    Value b = weight(graph, ElementType.INT8, size);
    OnnxBuilder.NodeSpec node =
        new OnnxBuilder.NodeSpec(
            OnnxBuilder.STANDARD, "MatMulInteger", "product", List.of(a, b), List.of());
    graph.output("c", graph.add(node, ElementType.INT32, Shape.of(rows, size)));
    return graph.build();
  }

  private static Value weight(OnnxBuilder graph, ElementType type, int size) {
    Supplier<ByteBuffer> zeros =
        () -> ByteBuffer.allocateDirect(Math.multiplyExact(size * size, type.bytes()));
    return graph.weight("b", type, new long[] {size, size}, zeros);
  }
}
