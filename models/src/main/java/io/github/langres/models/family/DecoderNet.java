package io.github.langres.models.family;

import io.github.langres.engine.ElementType;
import io.github.langres.models.graph.BlockFormat;
import io.github.langres.models.graph.DecoderOps;
import io.github.langres.models.graph.Dim;
import io.github.langres.models.graph.LayerOps;
import io.github.langres.models.graph.Matrix;
import io.github.langres.models.graph.OnnxBuilder;
import io.github.langres.models.graph.Parameter;
import io.github.langres.models.graph.Precision;
import io.github.langres.models.graph.TensorOps;
import io.github.langres.models.graph.Value;
import io.github.langres.models.graph.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * The graph of a decoder under construction: its inputs, the operators, and the checkpoint that
 * fills it.
 *
 * @param ids {@code input_ids} int64 {@code [batch, sequence]}
 * @param lengths {@code seqlens_k} int32 {@code [batch]}, the valid length after the run, minus 1
 * @param total {@code total_sequence_length} int32 {@code []}, the largest valid length
 */
record DecoderNet(
    OnnxBuilder graph,
    TensorOps tensors,
    LayerOps layers,
    DecoderOps ops,
    Checkpoint checkpoint,
    DecoderPlan plan,
    HeadLayout layout,
    DecoderOptions options,
    Value ids,
    Value lengths,
    Value total) {

  static DecoderNet open(Checkpoint checkpoint, DecoderPlan plan, DecoderOptions options) {
    OnnxBuilder graph = new OnnxBuilder();
    return new DecoderNet(
        graph,
        new TensorOps(graph),
        new LayerOps(graph, Precision.FP32),
        new DecoderOps(graph, options.accuracyLevel()),
        checkpoint,
        plan,
        plan.layout(),
        options,
        graph.input("input_ids", ElementType.INT64, Dim.BATCH, Dim.SEQUENCE),
        graph.input("seqlens_k", ElementType.INT32, Dim.BATCH),
        graph.input("total_sequence_length", ElementType.INT32));
  }

  /** The rounding of the layers' weights; null for float32. */
  @Nullable BlockFormat format() {
    return format(options.precision());
  }

  @Nullable BlockFormat format(Precision precision) {
    return switch (precision) {
      case FP32 -> null;
      case INT8 -> new BlockFormat(8, options.blockSize());
      case INT4 -> new BlockFormat(4, options.blockSize());
    };
  }

  /** The weight of a linear layer. */
  Matrix matrix(String name, int out, int in) {
    return plan.names().inputsFirst()
        ? checkpoint.inputsFirst(name + ".weight", out, in)
        : checkpoint.matrix(name + ".weight", out, in);
  }

  /** The bias of a linear layer, where the architecture has one. */
  @Nullable Parameter bias(boolean has, String name, int out) {
    return has ? checkpoint.get(name + ".bias", out) : null;
  }

  /** The normalization of that name. */
  Value norm(Value x, String name) {
    return switch (plan.norm().kind()) {
      case RMS -> layers.rmsNorm(x, scale(name), plan.norm().epsilon());
      case LAYER, LAYER_ONE_PLUS ->
          layers.layerNorm(x, scale(name), offset(name), plan.norm().epsilon());
    };
  }

  /** The sum of two values, and its normalization. */
  LayerOps.Normed addNorm(Value x, Value residual, String name) {
    return switch (plan.norm().kind()) {
      case RMS -> layers.addRmsNorm(x, residual, scale(name), plan.norm().epsilon());
      case LAYER, LAYER_ONE_PLUS ->
          layers.addNorm(x, residual, scale(name), offset(name), plan.norm().epsilon());
    };
  }

  private Parameter scale(String name) {
    Parameter weight = checkpoint.get(name + ".weight", plan.sizes().hidden());
    return plan.norm().kind() == DecoderPlan.Norm.Kind.LAYER_ONE_PLUS
        ? Vectors.scaled(weight, ":plus-one", 1, 1)
        : weight;
  }

  private Parameter offset(String name) {
    return checkpoint.get(name + ".bias", plan.sizes().hidden());
  }
}
