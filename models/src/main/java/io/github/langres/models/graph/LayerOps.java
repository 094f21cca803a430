package io.github.langres.models.graph;

import io.github.langres.engine.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a transformer as the fused operators that ONNX Runtime runs fastest.
 *
 * <p>Weights stay {@code [out, in]} as PyTorch saves them: {@code FusedMatMul} reads them
 * transposed at the speed of a transposed copy, so float32 weights go from the mapped file to the
 * session without one. A bias is added by an {@code Add} of its own, unless every consumer of the
 * sum adds the bias itself; {@link OnnxBuilder#build} then drops the {@code Add}.
 */
public final class LayerOps {
  private final OnnxBuilder graph;
  private final TensorOps tensors;
  private final Precision precision;

  /**
   * @param precision {@link Precision#FP32} or {@link Precision#INT8}
   */
  public LayerOps(OnnxBuilder graph, Precision precision) {
    if (precision == Precision.INT4) {
      throw new IllegalArgumentException("4-bit weights are a matter of DecoderOps");
    }
    this.graph = graph;
    this.tensors = new TensorOps(graph);
    this.precision = precision;
  }

  /** A sum, before and after its normalization. */
  public record Normed(Value normed, Value sum) {}

  /** The parameter in float32. */
  public Value weight(Parameter parameter) {
    return graph.weight(
        parameter.name(), ElementType.FLOAT32, parameter.shape(), parameter.float32());
  }

  /**
   * {@code x · weightᵀ + bias}, {@code [..., out]} float32, in the chosen precision.
   *
   * @param x {@code [..., in]} float32
   * @param weight {@code [out, in]}
   * @param bias {@code [out]}
   */
  public Value linear(Value x, Parameter weight, @Nullable Parameter bias) {
    return precision == Precision.INT8
        ? quantizedLinear(x, weight, bias)
        : exactLinear(x, weight, bias);
  }

  /**
   * {@link #linear} of a constant, in float32. The runtime computes it when the graph is opened; it
   * does so for standard operators only.
   */
  public Value constantLinear(Value x, Parameter weight, @Nullable Parameter bias) {
    Value product = tensors.matmul(x, tensors.transpose(weight(weight), 1, 0));
    return bias == null ? product : tensors.add(product, weight(bias));
  }

  private Value exactLinear(Value x, Parameter weight, @Nullable Parameter bias) {
    OnnxBuilder.NodeSpec node =
        microsoft("FusedMatMul", List.of(Attribute.of("transB", 1)), x, weight(weight));
    node.check(
        weight.shape().length == 2 && x.dim(-1).equals(Dim.of(weight.size(1))),
        "[..., k] and [n, k]");
    Value product =
        graph.add(node, ElementType.FLOAT32, x.shape().with(-1, Dim.of(weight.size(0))));
    if (bias == null) {
      return product;
    }
    Value biasValue = weight(bias);
    Value sum = tensors.add(product, biasValue);
    graph.remember(sum, product, biasValue);
    return sum;
  }

  private Value quantizedLinear(Value x, Parameter weight, @Nullable Parameter bias) {
    Quantizer.Quantized quantized = Quantizer.perChannel(weight);
    long out = weight.size(0);
    long in = weight.size(1);
    String name = weight.name();
    Value data =
        graph.weight(
            name + ":int8", ElementType.INT8, new long[] {in, out}, () -> quantized.data());
    Value scales =
        graph.weight(
            name + ":scales", ElementType.FLOAT32, new long[] {out}, () -> quantized.scales());
    Value biasValue = bias == null ? null : weight(bias);
    OnnxBuilder.NodeSpec node =
        microsoft("DynamicQuantizeMatMul", List.of(), x, data, scales, null, biasValue);
    node.check(x.dim(-1).equals(Dim.of(in)), "[..., k] and [k, n]");
    return graph.add(node, ElementType.FLOAT32, x.shape().with(-1, Dim.of(out)));
  }

  /** Layer normalization over the last axis. */
  public Value layerNorm(Value x, Parameter scale, @Nullable Parameter bias, double epsilon) {
    return norm("LayerNormalization", x, scale, bias, epsilon);
  }

  /** Division by the root mean square over the last axis. */
  public Value rmsNorm(Value x, Parameter scale, double epsilon) {
    return norm("SimplifiedLayerNormalization", x, scale, null, epsilon);
  }

  private Value norm(
      String operator, Value x, Parameter scale, @Nullable Parameter bias, double epsilon) {
    OnnxBuilder.NodeSpec node =
        new OnnxBuilder.NodeSpec(
            OnnxBuilder.STANDARD,
            operator,
            graph.nextName(operator),
            OnnxBuilder.NodeSpec.operands(x, weight(scale), bias == null ? null : weight(bias)),
            List.of(Attribute.of("axis", -1), Attribute.of("epsilon", (float) epsilon)));
    checkNorm(node, x, scale);
    return graph.add(node, ElementType.FLOAT32, x.shape());
  }

  /** {@code x + residual}, and its layer normalization. */
  public Normed addNorm(
      Value x, Value residual, Parameter scale, @Nullable Parameter bias, double epsilon) {
    OnnxBuilder.Sum parts = graph.parts(x);
    Value biasValue = bias == null ? null : weight(bias);
    return normed(
        microsoft(
            "SkipLayerNormalization",
            List.of(Attribute.of("epsilon", (float) epsilon)),
            parts.product(),
            residual,
            weight(scale),
            biasValue,
            parts.bias()),
        parts.product(),
        residual,
        scale);
  }

  /** {@code x + residual}, and its division by the root mean square. */
  public Normed addRmsNorm(Value x, Value residual, Parameter scale, double epsilon) {
    OnnxBuilder.Sum parts = graph.parts(x);
    return normed(
        microsoft(
            "SkipSimplifiedLayerNormalization",
            List.of(Attribute.of("epsilon", (float) epsilon)),
            parts.product(),
            residual,
            weight(scale),
            parts.bias()),
        parts.product(),
        residual,
        scale);
  }

  /**
   * The sum of a value and a row {@code [columns]}, which a following normalization adds itself.
   */
  public Value addRow(Value x, Parameter row) {
    Value rowValue = weight(row);
    Value sum = tensors.add(x, rowValue);
    graph.remember(sum, x, rowValue);
    return sum;
  }

  private Normed normed(OnnxBuilder.NodeSpec node, Value x, Value residual, Parameter scale) {
    checkNorm(node, x, scale);
    node.check(residual.shape().stretchesTo(x.shape()), "a residual of the same shape");
    List<@Nullable Shape> results = Arrays.asList(x.shape(), null, null, x.shape());
    List<Value> values = graph.add(node, ElementType.FLOAT32, results);
    return new Normed(values.get(0), values.get(1));
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
    OnnxBuilder.Sum parts = graph.parts(x);
    return switch (activation) {
      case GELU ->
          parts.bias() == null
              ? same("Gelu", List.of(), x)
              : same("BiasGelu", List.of(), parts.product(), parts.bias());
      case GELU_TANH -> tensors.gelu(x, true);
      case QUICK_GELU -> same("QuickGelu", List.of(Attribute.of("alpha", 1.702f)), x);
      case SILU -> same("QuickGelu", List.of(Attribute.of("alpha", 1f)), x);
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
    Value projectionBias = joinedBias(query, key, value);
    boolean fused = projectionBias != null;
    OnnxBuilder.NodeSpec node =
        microsoft(
            "MultiHeadAttention",
            List.of(
                Attribute.of("num_heads", heads.count()),
                Attribute.of("scale", (float) heads.scale())),
            fused ? graph.parts(query).product() : query,
            fused ? graph.parts(key).product() : key,
            fused ? graph.parts(value).product() : value,
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

  /** The three biases as one vector, or null unless all three projections have one. */
  private @Nullable Value joinedBias(Value... projections) {
    List<Value> biases = new ArrayList<>();
    for (Value projection : projections) {
      Value bias = graph.parts(projection).bias();
      if (bias == null) {
        return null;
      }
      biases.add(bias);
    }
    long total = biases.stream().mapToLong(bias -> bias.size(0)).sum();
    return tensors.concat(0, Dim.of(total), biases.toArray(Value[]::new));
  }

  /**
   * Rotates pairs of channels of every head by their token's position, the first half of the head
   * against the second.
   *
   * @param x {@code [batch, sequence, hidden]}
   * @param cosines {@code [positions, head size / 2]}; a row's first token has position 0
   */
  public Value rotate(Value x, Value cosines, Value sines, Heads heads) {
    OnnxBuilder.NodeSpec node =
        microsoft(
            "RotaryEmbedding",
            List.of(Attribute.of("num_heads", heads.count())),
            x,
            graph.longs(0),
            cosines,
            sines);
    node.check(
        cosines.shape().equals(sines.shape())
            && cosines.dim(1).equals(Dim.of(heads.size() / 2))
            && x.dim(-1).equals(Dim.of((long) heads.count() * heads.size())),
        heads + " and tables [positions, " + heads.size() / 2 + "]");
    return graph.add(node, ElementType.FLOAT32, x.shape());
  }

  private Value same(String operator, List<Attribute> attributes, @Nullable Value... inputs) {
    Value x = Objects.requireNonNull(inputs[0]);
    return graph.add(microsoft(operator, attributes, inputs), x.type(), x.shape());
  }

  private OnnxBuilder.NodeSpec microsoft(
      String operator, List<Attribute> attributes, @Nullable Value... inputs) {
    return OnnxBuilder.NodeSpec.microsoft(graph, operator, attributes, inputs);
  }
}
