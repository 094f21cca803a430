package io.github.langres.models.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import io.github.langres.engine.ElementType;
import io.github.langres.engine.GraphSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects the nodes of one graph. Values carry type and shape, so that the operator classes
 * ({@link TensorOps}, {@link LayerOps}) can refuse a wrong node when it is added, by its name. Not
 * thread-safe.
 */
public final class OnnxBuilder {
  /** The newest standard operators that ONNX Runtime 1.29 runs on every device that we use. */
  private static final int OPSET = 21;

  private static final int IR_VERSION = 10;
  static final String STANDARD = "";
  static final String MICROSOFT = "com.microsoft";

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final List<NodeProto.Builder> nodes = new ArrayList<>();
  private final Map<String, Value> constants = new HashMap<>();
  private final Map<String, GraphSource.Weight> weights = new LinkedHashMap<>();
  private final Map<String, String> outputNames = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();
  private final Map<String, Sum> sums = new HashMap<>();
  private String scope = "";

  /** Declares a graph input. */
  public Value input(String name, ElementType type, Dim... dims) {
    Value value = new Value(name, type, Shape.of(dims));
    graph.addInput(Protos.declaration(name, value));
    return value;
  }

  /** Declares a value as the graph output of that name. */
  public void output(String name, Value value) {
    if (outputNames.putIfAbsent(value.name(), name) != null) {
      throw new IllegalArgumentException("\"" + value + "\" is already an output");
    }
    graph.addOutput(Protos.declaration(name, value));
  }

  /** Nodes added by the body carry this path in their names. */
  public <T> T scope(String name, Supplier<T> body) {
    String outer = scope;
    scope = outer.isEmpty() ? name : outer + "/" + name;
    try {
      return body.get();
    } finally {
      scope = outer;
    }
  }

  /**
   * Declares a weight whose bytes stay where they are; ONNX Runtime reads them from the buffer. The
   * same name again is the same weight.
   *
   * @param data gives a direct buffer in native byte order
   */
  public Value weight(String name, ElementType type, long[] shape, Supplier<ByteBuffer> data) {
    if (!weights.containsKey(name)) {
      weights.put(name, new GraphSource.Weight(type, shape, data.get()));
      graph.addInitializer(Protos.external(name, type, shape));
    }
    return new Value(name, type, Shape.of(shape));
  }

  /** The bytes of a weight once more, under another name and shape. */
  Value sameWeight(Value weight, String name, long[] shape) {
    GraphSource.Weight known = Objects.requireNonNull(weights.get(weight.name()));
    return weight(name, known.type(), shape, known::data);
  }

  /** A constant int64 vector. */
  public Value longs(long... values) {
    return constant(ElementType.INT64, Shape.of(values.length), Protos.longBytes(values));
  }

  /** A constant int64 scalar. */
  public Value scalar(long value) {
    return constant(ElementType.INT64, Shape.of(new Dim[0]), Protos.longBytes(value));
  }

  /** A constant float32 scalar. */
  public Value scalar(float value) {
    return constant(ElementType.FLOAT32, Shape.of(new Dim[0]), Protos.floatBytes(value));
  }

  /** A constant float32 vector. */
  public Value floats(float... values) {
    return constant(ElementType.FLOAT32, Shape.of(values.length), Protos.floatBytes(values));
  }

  private Value constant(ElementType type, Shape shape, byte[] bytes) {
    String key = type + shape.toString() + Arrays.toString(bytes);
    return constants.computeIfAbsent(
        key,
        k -> {
          Value value = new Value("constant_" + constants.size(), type, shape);
          graph.addInitializer(Protos.inline(value, bytes));
          return value;
        });
  }

  /** The name that the next node of that operator gets. */
  String nextName(String operator) {
    String base = scope.isEmpty() ? operator : scope + "/" + operator;
    int use = uses.merge(base, 1, Integer::sum);
    return use == 1 ? base : base + "_" + use;
  }

  /** Adds a node with one result. A null operand is an optional input left out. */
  Value add(NodeSpec node, ElementType type, Shape shape) {
    String result = node.name() + ":0";
    nodes.add(Protos.node(node).addOutput(result));
    return new Value(result, type, shape);
  }

  /** Adds a node with several results, of which a null leaves one out. */
  List<Value> add(NodeSpec node, ElementType type, List<@Nullable Shape> results) {
    NodeProto.Builder proto = Protos.node(node);
    List<Value> values = new ArrayList<>();
    for (Shape shape : results) {
      String name = node.name() + ":" + proto.getOutputCount();
      proto.addOutput(shape == null ? "" : name);
      if (shape != null) {
        values.add(new Value(name, type, shape));
      }
    }
    nodes.add(proto);
    return values;
  }

  /** Adds a node whose results differ in type. */
  List<Value> add(NodeSpec node, Result... results) {
    NodeProto.Builder proto = Protos.node(node);
    List<Value> values = new ArrayList<>();
    for (Result result : results) {
      String name = node.name() + ":" + proto.getOutputCount();
      proto.addOutput(name);
      values.add(new Value(name, result.type(), result.shape()));
    }
    nodes.add(proto);
    return values;
  }

  /** What a node gives. */
  record Result(ElementType type, Shape shape) {}

  /** Remembers the parts of a sum, for consumers that add a bias themselves. */
  void remember(Value sum, Value product, Value bias) {
    sums.put(sum.name(), new Sum(product, bias));
  }

  /** The parts of a sum; any other value is a product without bias. */
  Sum parts(Value value) {
    return sums.getOrDefault(value.name(), new Sum(value, null));
  }

  /**
   * @param bias {@code [columns]}
   */
  record Sum(Value product, @Nullable Value bias) {}

  /** The finished graph. */
  public GraphSource.Built build() {
    Set<String> live = live();
    GraphProto.Builder finished = graph.clone().setName("langres").clearInitializer();
    graph.getInitializerList().stream()
        .filter(initializer -> live.contains(initializer.getName()))
        .forEach(finished::addInitializer);
    nodes.stream()
        .filter(node -> node.getOutputList().stream().anyMatch(live::contains))
        .forEach(node -> finished.addNode(renamed(node, live)));
    weights.keySet().retainAll(live);
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("langres")
            .addOpsetImport(opset(STANDARD, OPSET))
            .addOpsetImport(opset(MICROSOFT, 1))
            .setGraph(finished)
            .build();
    return new GraphSource.Built(model.toByteArray(), weights);
  }

  /** The values that some output depends on; the rest was fused into something else. */
  private Set<String> live() {
    Set<String> live = new HashSet<>(outputNames.keySet());
    for (int i = nodes.size() - 1; i >= 0; i--) {
      NodeProto.Builder node = nodes.get(i);
      if (node.getOutputList().stream().anyMatch(live::contains)) {
        live.addAll(node.getInputList());
      }
    }
    return live;
  }

  /** Results that are graph outputs take the outputs' names; those that nobody reads, none. */
  private NodeProto.Builder renamed(NodeProto.Builder node, Set<String> live) {
    NodeProto.Builder copy = node.clone().clearInput().clearOutput();
    node.getInputList().forEach(name -> copy.addInput(outputNames.getOrDefault(name, name)));
    for (String name : node.getOutputList()) {
      copy.addOutput(live.contains(name) ? outputNames.getOrDefault(name, name) : "");
    }
    return copy;
  }

  private static OperatorSetIdProto opset(String domain, int version) {
    return OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version).build();
  }

  /**
   * A node about to be added.
   *
   * @param inputs null where an optional input is left out
   */
  record NodeSpec(
      String domain,
      String operator,
      String name,
      List<@Nullable Value> inputs,
      List<Attribute> attributes) {

    /** A node of ONNX Runtime's own operators; optional inputs at the end may be null. */
    static NodeSpec microsoft(
        OnnxBuilder graph, String operator, List<Attribute> attributes, @Nullable Value... inputs) {
      return new NodeSpec(
          MICROSOFT, operator, graph.nextName(operator), operands(inputs), attributes);
    }

    /** The inputs without those left out at the end. */
    static List<@Nullable Value> operands(@Nullable Value... inputs) {
      List<@Nullable Value> operands = new ArrayList<>(Arrays.asList(inputs));
      while (operands.get(operands.size() - 1) == null) {
        operands.remove(operands.size() - 1);
      }
      return operands;
    }

    /** The error for operands that this node cannot take. */
    IllegalArgumentException refuse(String expected) {
      return new IllegalArgumentException(
          "node " + name + ": expected " + expected + ", got " + inputs);
    }

    void check(boolean condition, String expected) {
      if (!condition) {
        throw refuse(expected);
      }
    }
  }
}
