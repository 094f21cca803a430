package io.github.langres.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.langres.engine.ElementType;
import io.github.langres.engine.GraphSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxBuilderTest {
  private final OnnxBuilder graph = new OnnxBuilder();
  private final TensorOps tensors = new TensorOps(graph);
  private final LayerOps layers = new LayerOps(graph, Precision.FP32);

  private static Parameter parameter(String name, long... shape) {
    int elements = 1;
    for (long size : shape) {
      elements *= (int) size;
    }
    ByteBuffer data =
        ByteBuffer.allocateDirect(elements * Float.BYTES).order(ByteOrder.nativeOrder());
    return new Parameter(name, shape, () -> data);
  }

  static Stream<Arguments> wrongNodes() {
    OnnxBuilder graph = new OnnxBuilder();
    TensorOps tensors = new TensorOps(graph);
    LayerOps layers = new LayerOps(graph, Precision.FP32);
    Value ids = graph.input("ids", ElementType.INT64, Dim.BATCH, Dim.SEQUENCE);
    Value x = graph.input("x", ElementType.FLOAT32, Dim.BATCH, Dim.SEQUENCE, Dim.of(8));
    Value y = graph.input("y", ElementType.FLOAT32, Dim.BATCH, Dim.SEQUENCE, Dim.of(6));
    Value mask = graph.input("mask", ElementType.INT32, Dim.BATCH, Dim.SEQUENCE);
    Heads heads = Heads.of(2, 4);
    return Stream.of(
        wrong("Add", () -> tensors.add(x, y)),
        wrong("Mul", () -> tensors.multiply(x, ids)),
        wrong("Equal", () -> tensors.equal(ids, graph.scalar(1f))),
        wrong("MatMul", () -> tensors.matmul(x, y)),
        wrong("Where", () -> tensors.where(ids, x, x)),
        wrong("Gather", () -> tensors.rows(x, ids)),
        wrong("Split", () -> tensors.split(x, -1, 3, 3)),
        wrong("Reshape", () -> tensors.reshape(y, Dim.SEQUENCE, Dim.BATCH, Dim.of("z"))),
        wrong("Transpose", () -> tensors.transpose(x, 0, 1)),
        wrong("Squeeze", () -> tensors.squeeze(x, -1)),
        wrong("Concat", () -> tensors.concat(1, Dim.of("z"), x, y)),
        wrong("FusedMatMul", () -> layers.linear(x, parameter("w", 3, 7), null)),
        wrong("SkipLayerNormalization", () -> layers.addNorm(x, y, parameter("s", 8), null, 1)),
        wrong("LayerNormalization", () -> layers.layerNorm(x, parameter("s", 7), null, 1)),
        wrong("MultiHeadAttention", () -> layers.attention(x, y, y, mask, null, heads)),
        wrong("MultiHeadAttention", () -> layers.attention(x, x, x, ids, null, heads)));
  }

  private static Arguments wrong(String node, Supplier<?> adding) {
    return arguments(node, adding);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongNodes")
  void add_wrongOperands_namesTheNode(String node, Supplier<?> adding) {
    assertThatThrownBy(adding::get)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node " + node)
        .hasMessageContaining("expected")
        .hasMessageContaining("got");
  }

  @Test
  void scope_namesNodesByPath() {
    Value x = graph.input("x", ElementType.FLOAT32, Dim.of(2));
    Value y = graph.scope("layer.3", () -> graph.scope("head", () -> tensors.tanh(x)));

    assertThat(y.name()).isEqualTo("layer.3/head/Tanh:0");
    assertThat(tensors.tanh(x).name()).isEqualTo("Tanh:0");
    assertThat(tensors.tanh(x).name()).isEqualTo("Tanh_2:0");
  }

  @Test
  void build_weights_stayOutsideTheModel() throws InvalidProtocolBufferException {
    Parameter big = parameter("big", 100, 50);
    Value x = graph.input("x", ElementType.FLOAT32, Dim.BATCH, Dim.of(50));
    graph.output("y", layers.linear(x, big, null));
    GraphSource.Built built = graph.build();

    assertThat(built.model().length).isLessThan(1000);
    assertThat(built.weights()).containsOnlyKeys("big");
    assertThat(built.weights().get("big").data()).isSameAs(big.float32().get());
    assertThat(ModelProto.parseFrom(built.model()).getGraph().getInitializer(0).getRawData())
        .isEmpty();
  }

  @Test
  void build_biasBeforeGelu_isFusedAndItsAddDropped() throws InvalidProtocolBufferException {
    Value x = graph.input("x", ElementType.FLOAT32, Dim.BATCH, Dim.of(5));
    Value wide = layers.linear(x, parameter("w", 4, 5), parameter("b", 4));
    graph.output("y", layers.activate(wide, Activation.GELU));

    assertThat(operators(graph.build())).containsExactly("FusedMatMul", "BiasGelu");
  }

  @Test
  void build_biasWithAnotherReader_isAdded() throws InvalidProtocolBufferException {
    Value x = graph.input("x", ElementType.FLOAT32, Dim.BATCH, Dim.of(5));
    Value wide = layers.linear(x, parameter("w", 4, 5), parameter("b", 4));
    graph.output("y", layers.activate(wide, Activation.GELU));
    graph.output("z", tensors.tanh(wide));

    assertThat(operators(graph.build())).containsExactly("FusedMatMul", "Add", "BiasGelu", "Tanh");
  }

  @Test
  void build_unusedWeight_isDropped() {
    Value x = graph.input("x", ElementType.FLOAT32, Dim.BATCH, Dim.of(5));
    layers.linear(x, parameter("unused", 4, 5), null);
    graph.output("y", tensors.tanh(x));

    assertThat(graph.build().weights()).isEmpty();
  }

  @Test
  void reshape_namedAxes_keepTheirPlace() {
    Value x = graph.input("x", ElementType.FLOAT32, Dim.BATCH, Dim.SEQUENCE, Dim.of(8));
    Value heads = tensors.reshape(x, Dim.BATCH, Dim.SEQUENCE, Dim.of(2), Dim.of(4));

    assertThat(heads.shape()).hasToString("[batch, sequence, 2, 4]");
    assertThat(tensors.transpose(heads, 0, 2, 1, 3).shape()).hasToString("[batch, 2, sequence, 4]");
  }

  private static List<String> operators(GraphSource.Built built)
      throws InvalidProtocolBufferException {
    return ModelProto.parseFrom(built.model()).getGraph().getNodeList().stream()
        .map(NodeProto::getOpType)
        .toList();
  }
}
