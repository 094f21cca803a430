package io.github.langres.models.graph;

import io.github.langres.engine.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a transformer as the fused operators that ONNX Runtime runs fastest.
 *
 * <p>Weights stay {@code [out, in]} as PyTorch saves them: {@code FusedMatMul} reads them
 * transposed at the speed of a transposed copy, so float32 weights go from the mapped file to the
 * session without one. A bias is added by an {@code Add} of its own, unless the layer's only
 * consumer is an operator that adds a bias itself; {@link OnnxBuilder#build} then drops the {@code
 * Add}.
 */
public final class LayerOps {
  private final OnnxBuilder graph;
  private final TensorOps tensors;
  private final Precision precision;
  private final Map<String, Biased> biased = new HashMap<>();

  public LayerOps(OnnxBuilder graph, Precision precision) {
    this.graph = graph;
    this.tensors = new TensorOps(graph);
    this.precision = precision;
  }

  /** A sum of which some consumers take the parts. */
  private record Biased(Value product, @Nullable Value bias) {}

  /** The parameter in float32. */
  public Value weight(Parameter parameter) {
    return graph.weight(
        parameter.name(), ElementType.FLOAT32, parameter.shape(), parameter.float32().get());
  }

  /**
   * {@code x · weightᵀ + bias}, {@code [..., out]} float32.
   *
   * @param x {@code [..., in]} float32
   * @param weight {@code [out, in]}
   * @param bias {@code [out]}
   */
  public Value linear(Value x, Parameter weight, @Nullable Parameter bias) {
    if (precision == Precision.INT8) {
      return quantizedLinear(x, weight, bias);
    }
    Value product = fusedMatMul(x, weight(weight));
    if (bias == null) {
      return product;
    }
    Value biasValue = weight(bias);
    Value sum = tensors.add(product, biasValue);
    biased.put(sum.name(), new Biased(product, biasValue));
    return sum;
  }

  /** {@code a · bᵀ} over the last two axes. */
  public Value fusedMatMul(Value a, Value b) {
    OnnxBuilder.NodeSpec node = node("FusedMatMul", List.of(Attribute.of("transB", 1)), a, b);
    node.check(b.shape().rank() == 2 && a.dim(-1).equals(b.dim(1)), "[..., k] and [n, k]");
    return graph.add(node, ElementType.FLOAT32, a.shape().with(-1, b.dim(0)));
  }

  private Value quantizedLinear(Value x, Parameter weight, @Nullable Parameter bias) {
    Quantizer.Quantized quantized = Quantizer.perChannel(weight);
    Value data =
        graph.weight(
            weight.name() + ":int8",
            ElementType.INT8,
            new long[] {weight.size(1), weight.size(0)},
            quantized.data());
    Value scales =
        graph.weight(
            weight.name() + ":scales",
            ElementType.FLOAT32,
            new long[] {weight.size(0)},
            quantized.scales());
    OnnxBuilder.NodeSpec node =
        node(
            "DynamicQuantizeMatMul",
            List.of(),
            x,
            data,
            scales,
            null,
            bias == null ? null : weight(bias));
    node.check(x.dim(-1).equals(data.dim(0)), "[..., k] and [k, n]");
    return graph.add(node, ElementType.FLOAT32, x.shape().with(-1, data.dim(1)));
  }

  /** Layer normalization over the last axis. */
  public Value layerNorm(Value x, Parameter scale, @Nullable Parameter bias, double epsilon) {
    OnnxBuilder.NodeSpec node =
        new OnnxBuilder.NodeSpec(
            OnnxBuilder.STANDARD,
            "LayerNormalization",
            graph.nextName("LayerNormalization"),
            operands(x, weight(scale), bias == null ? null : weight(bias)),
            List.of(Attribute.of("axis", -1), Attribute.of("epsilon", (float) epsilon)));
    checkNorm(node, x, scale);
    return graph.add(node, ElementType.FLOAT32, x.shape());
  }

  /** Division by the root mean square over the last axis. */
  public Value rmsNorm(Value x, Parameter scale, double epsilon) {
    OnnxBuilder.NodeSpec node =
        new OnnxBuilder.NodeSpec(
            OnnxBuilder.STANDARD,
            "SimplifiedLayerNormalization",
            graph.nextName("SimplifiedLayerNormalization"),
            operands(x, weight(scale)),
            List.of(Attribute.of("axis", -1), Attribute.of("epsilon", (float) epsilon)));
    checkNorm(node, x, scale);
    return graph.add(node, ElementType.FLOAT32, x.shape());
  }

  /** Layer normalization of {@code x + residual}. */
  public Value addNorm(Value x, Value residual, Parameter scale, Parameter bias, double epsilon) {
    Biased parts = parts(x);
    return addNorm(parts, residual, scale, weight(bias), epsilon);
  }

  /** Layer normalization of {@code x + residual + row}, where the row is {@code [columns]}. */
  public Value addNorm(
      Value x, Value residual, Value row, Parameter scale, Parameter bias, double epsilon) {
    return addNorm(new Biased(x, row), residual, scale, weight(bias), epsilon);
  }

  private Value addNorm(Biased x, Value residual, Parameter scale, Value bias, double epsilon) {
    OnnxBuilder.NodeSpec node =
        node(
            "SkipLayerNormalization",
            List.of(Attribute.of("epsilon", (float) epsilon)),
            x.product(),
            residual,
            weight(scale),
            bias,
            x.bias());
    checkNorm(node, x.product(), scale);
    node.check(
        Shape.broadcast(x.product().shape(), residual.shape()).equals(x.product().shape()),
        "a residual of the same shape");
    return graph.add(node, ElementType.FLOAT32, x.product().shape());
  }

  private static void checkNorm(OnnxBuilder.NodeSpec node, Value x, Parameter scale) {
    node.check(
        x.type() == ElementType.FLOAT32
            && scale.shape().length == 1
            && x.dim(-1).equals(Dim.of(scale.size(0))),
        "float32 [..., " + scale.size(0) + "]");
  }

  /** The activation that a config names. */
  public Value activate(Value x, Activation activation) {
    Biased parts = parts(x);
    if (activation == Activation.GELU && parts.bias() != null) {
      return microsoft("BiasGelu", parts.product(), parts.bias());
    }
    return switch (activation) {
      case GELU -> microsoft("Gelu", x);
      case GELU_TANH -> tensors.gelu(x, true);
      case QUICK_GELU -> microsoft("QuickGelu", List.of(Attribute.of("alpha", 1.702f)), x);
      case SILU -> microsoft("QuickGelu", List.of(Attribute.of("alpha", 1f)), x);
      case RELU -> tensors.relu(x);
      case RELU_SQUARED -> {
        Value positive = tensors.relu(x);
        yield tensors.multiply(positive, positive);
      }
      case TANH -> tensors.tanh(x);
      case SIGMOID -> tensors.sigmoid(x);
      case MISH -> tensors.multiply(x, tensors.tanh(tensors.softplus(x)));
      case IDENTITY -> x;
    };
  }

  /**
   * Every query looks at every key that the mask allows.
   *
   * @param query {@code [batch, queries, hidden]}
   * @param keyMask int32 {@code [batch, keys]}, 1 for real tokens
   * @param bias added to the scaled scores, {@code [batch or 1, heads or 1, queries, keys]}
   * @return {@code [batch, queries, hidden]}
   */
  public Value attention(
      Value query, Value key, Value value, Value keyMask, @Nullable Value bias, Heads heads) {
    Biased[] parts = {parts(query), parts(key), parts(value)};
    Value projectionBias = joined(parts);
    boolean fused = projectionBias != null;
    OnnxBuilder.NodeSpec node =
        node(
            "MultiHeadAttention",
            List.of(
                Attribute.of("num_heads", heads.count()),
                Attribute.of("scale", (float) heads.scale())),
            fused ? parts[0].product() : query,
            fused ? parts[1].product() : key,
            fused ? parts[2].product() : value,
            projectionBias,
            keyMask,
            bias);
    node.check(
        query.dim(-1).equals(Dim.of((long) heads.count() * heads.size()))
            && key.shape().equals(value.shape())
            && key.dim(-1).equals(query.dim(-1))
            && keyMask.type() == ElementType.INT32
            && keyMask.shape().equals(key.shape().removed(-1)),
        heads + " in query, key and value [batch, sequence, hidden] and a key mask int32");
    return graph.add(node, ElementType.FLOAT32, query.shape());
  }

  /**
   * Rotates pairs of query or key channels by their position, the first half against the second.
   *
   * @param x {@code [batch, sequence, hidden]}
   * @param positions int64 {@code [batch, sequence]} or {@code [1]}, the first position
   * @param cosines {@code [positions, head size / 2]}
   */
  public Value rotate(Value x, Value positions, Value cosines, Value sines, Heads heads) {
    OnnxBuilder.NodeSpec node =
        node(
            "RotaryEmbedding",
            List.of(Attribute.of("num_heads", heads.count())),
            x,
            positions,
            cosines,
            sines);
    node.check(
        cosines.shape().equals(sines.shape())
            && cosines.dim(1).equals(Dim.of(heads.size() / 2))
            && x.dim(-1).equals(Dim.of((long) heads.count() * heads.size())),
        heads + " and tables [positions, " + heads.size() / 2 + "]");
    return graph.add(node, ElementType.FLOAT32, x.shape());
  }

  /** The three biases as one vector, or null unless all three projections have one. */
  private @Nullable Value joined(Biased[] parts) {
    List<Value> biases = new ArrayList<>();
    for (Biased part : parts) {
      if (part.bias() != null) {
        biases.add(part.bias());
      }
    }
    if (biases.size() != parts.length) {
      return null;
    }
    long total = biases.stream().mapToLong(bias -> bias.size(0)).sum();
    return tensors.concat(0, Dim.of(total), biases.toArray(Value[]::new));
  }

  private Biased parts(Value x) {
    return biased.getOrDefault(x.name(), new Biased(x, null));
  }

  private Value microsoft(String operator, @Nullable Value... inputs) {
    return microsoft(operator, List.of(), inputs);
  }

  private Value microsoft(String operator, List<Attribute> attributes, @Nullable Value... inputs) {
    OnnxBuilder.NodeSpec node = node(operator, attributes, inputs);
    Value x = java.util.Objects.requireNonNull(inputs[0]);
    return graph.add(node, x.type(), x.shape());
  }

  private OnnxBuilder.NodeSpec node(
      String operator, List<Attribute> attributes, @Nullable Value... inputs) {
    return new OnnxBuilder.NodeSpec(
        OnnxBuilder.MICROSOFT, operator, graph.nextName(operator), operands(inputs), attributes);
  }

  private static List<@Nullable Value> operands(@Nullable Value... inputs) {
    List<@Nullable Value> operands = new ArrayList<>(Arrays.asList(inputs));
    while (operands.get(operands.size() - 1) == null) {
      operands.remove(operands.size() - 1);
    }
    return operands;
  }
}
