package io.github.langres.models.family;

import io.github.langres.engine.ElementType;
import io.github.langres.models.graph.Dim;
import io.github.langres.models.graph.LayerOps;
import io.github.langres.models.graph.OnnxBuilder;
import io.github.langres.models.graph.Parameter;
import io.github.langres.models.graph.TensorOps;
import io.github.langres.models.graph.Value;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A graph under construction: its inputs, the operators, and the checkpoint that fills it.
 *
 * @param optionalBiases when a layer whose bias was not saved is one without
 * @param ids {@code input_ids} int64 {@code [batch, sequence]}
 * @param mask {@code attention_mask} int64 {@code [batch, sequence]}, 1 for real tokens
 * @param keyMask the mask as int32
 * @param typeIds {@code token_type_ids} int64 {@code [batch, sequence]}, if the family has them
 */
record Net(
    OnnxBuilder graph,
    TensorOps tensors,
    LayerOps layers,
    Checkpoint checkpoint,
    boolean optionalBiases,
    JsonObject config,
    BuildOptions options,
    Value ids,
    Value mask,
    Value keyMask,
    Optional<Value> typeIds) {

  static Net open(Family family, Checkpoint checkpoint, JsonObject config, BuildOptions options) {
    OnnxBuilder graph = new OnnxBuilder();
    TensorOps tensors = new TensorOps(graph);
    Value ids = graph.input("input_ids", ElementType.INT64, Dim.BATCH, Dim.SEQUENCE);
    Value mask = graph.input("attention_mask", ElementType.INT64, Dim.BATCH, Dim.SEQUENCE);
    Optional<Value> typeIds =
        family.hasTokenTypes(checkpoint)
            ? Optional.of(graph.input("token_type_ids", ElementType.INT64, Dim.BATCH, Dim.SEQUENCE))
            : Optional.empty();
    return new Net(
        graph,
        tensors,
        new LayerOps(graph, options.precision()),
        checkpoint,
        family.hasOptionalBiases(),
        config,
        options,
        ids,
        mask,
        tensors.cast(mask, ElementType.INT32),
        typeIds);
  }

  /** The linear layer of that name. */
  Value linear(Value x, String name, long out) {
    Parameter weight = checkpoint.get(name + ".weight", out, x.size(-1));
    return layers.linear(x, weight, bias(name, weight.shape()[0]));
  }

  private @Nullable Parameter bias(String name, long size) {
    return optionalBiases
        ? checkpoint.optional(name + ".bias", size).orElse(null)
        : checkpoint.get(name + ".bias", size);
  }

  /** Part of a linear layer that was saved as several in one, by its rows. */
  Value linearPart(Value x, String name, int part, int parts, long out) {
    long rows = out * parts;
    Parameter weight =
        checkpoint
            .part(name + ".weight", part, parts, rows, x.size(-1))
            .orElseGet(() -> checkpoint.get(name + ".weight", rows, x.size(-1)));
    return layers.linear(
        x, weight, checkpoint.part(name + ".bias", part, parts, rows).orElse(null));
  }

  /** Layer normalization of that name. */
  Value norm(Value x, String name, double epsilon) {
    long size = x.size(-1);
    return layers.layerNorm(x, checkpoint.get(name + ".weight", size), bias(name, size), epsilon);
  }

  /** The sum of two values, and its layer normalization. */
  LayerOps.Normed addNorm(Value x, Value residual, String name, double epsilon) {
    long size = x.size(-1);
    return layers.addNorm(
        x, residual, checkpoint.get(name + ".weight", size), bias(name, size), epsilon);
  }

  /** The table of that name in float32. */
  Value table(String name, long columns) {
    return layers.weight(checkpoint.get(name, Checkpoint.ANY, columns));
  }

  /** The first token of each row, {@code [batch, 1, hidden]}. */
  Value first(Value hidden) {
    return tensors.slice(hidden, 1, graph.longs(0), graph.longs(1), Dim.of(1));
  }
}
