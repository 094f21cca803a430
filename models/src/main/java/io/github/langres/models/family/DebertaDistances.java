package io.github.langres.models.family;

import io.github.langres.engine.ElementType;
import io.github.langres.models.graph.Dim;
import io.github.langres.models.graph.Heads;
import io.github.langres.models.graph.Parameter;
import io.github.langres.models.graph.Shape;
import io.github.langres.models.graph.TensorOps;
import io.github.langres.models.graph.Value;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.Locale;

/**
 * The distances between tokens, as DeBERTa's attention sees them: numbers from 0 to {@code 2 · span
 * - 1}, each with a vector. The projections of the vectors depend on no input, so ONNX Runtime
 * computes them once, when the graph is opened; a run takes the part that its length can reach.
 *
 * @param vectors {@code [2 · span, hidden]}
 * @param from the first number that the run can reach, int64 {@code [1]}
 * @param to one past the last
 * @param queryFirst the numbers of query minus key, int32 {@code [batch, heads, query, key]}
 * @param keyFirst the same numbers, int32 {@code [batch, heads, key, query]}
 */
record DebertaDistances(
    Heads heads, Value vectors, Value from, Value to, Value queryFirst, Value keyFirst) {

  static DebertaDistances of(Net net, Facts facts, Heads heads, double epsilon) {
    JsonObject config = net.config();
    int buckets = config.intOr("position_buckets", -1);
    int farthest =
        config.intOr("max_relative_positions", -1) < 1
            ? Settings.positions(config, "max_position_embeddings", 512)
            : Settings.positions(config, "max_relative_positions", 512);
    int span = buckets > 0 ? buckets : farthest;
    Value vectors = vectors(net, facts, span, epsilon);

    TensorOps tensors = net.tensors();
    Value length = tensors.sizeOf(net.ids(), 1);
    Value middle = net.graph().longs(span);
    Value from = tensors.maximum(tensors.subtract(middle, length), net.graph().longs(0));
    Value to = tensors.minimum(tensors.add(middle, length), net.graph().longs(2L * span));
    int reach = Math.max(farthest, span);
    Value queryFirst = Distances.table(net, reach, d -> number(d, buckets, farthest, span));
    Value keyFirst = Distances.table(net, reach, d -> number(-d, buckets, farthest, span));
    return new DebertaDistances(
        heads,
        vectors,
        from,
        to,
        everywhere(net, heads, tensors.subtract(queryFirst, from)),
        everywhere(net, heads, tensors.subtract(keyFirst, from)));
  }

  private static Value vectors(Net net, Facts facts, int span, double epsilon) {
    Parameter table =
        net.checkpoint().get("~encoder.rel_embeddings.weight", 2L * span, facts.hidden());
    String norm = net.config().string("norm_rel_ebd", "none");
    Value vectors = net.layers().weight(table);
    return norm.toLowerCase(Locale.ROOT).contains("layer_norm")
        ? net.norm(vectors, "~encoder.LayerNorm", epsilon)
        : vectors;
  }

  private static Value everywhere(Net net, Heads heads, Value pairs) {
    TensorOps tensors = net.tensors();
    Value length = tensors.sizeOf(net.ids(), 1);
    Value sizes =
        tensors.concat(
            0,
            Dim.of(4),
            tensors.sizeOf(net.ids(), 0),
            net.graph().longs(heads.count()),
            length,
            length);
    Shape shape = Shape.of(Dim.BATCH, Dim.of(heads.count()), Dim.SEQUENCE, Dim.SEQUENCE);
    return tensors.expand(tensors.cast(pairs, ElementType.INT32), sizes, shape);
  }

  static long number(long distance, int buckets, int farthest, int span) {
    long bucket = buckets > 0 ? bucket(distance, buckets, farthest) : distance;
    return Math.max(0, Math.min(2L * span - 1, bucket + span));
  }

  /** Near distances have a bucket each; farther ones share, by logarithm, in float as trained. */
  static long bucket(long distance, int buckets, int farthest) {
    int middle = buckets / 2;
    long size = Math.abs(distance) < middle ? middle - 1 : Math.abs(distance);
    if (size <= middle) {
      return distance;
    }
    float logarithm = (float) Math.log((float) size / middle);
    float scale = (float) Math.log((float) ((farthest - 1) / (double) middle));
    long bucket = (long) Math.ceil(logarithm / scale * (middle - 1)) + middle;
    return bucket * Long.signum(distance);
  }

  /** The scaled scores of queries with distances, {@code [batch, heads, query, key]}. */
  Value seenFromQuery(Net net, Value queries, String projection) {
    return net.tensors().gatherLast(scores(net, queries, projection), queryFirst);
  }

  /** The scaled scores of keys with distances, {@code [batch, heads, query, key]}. */
  Value seenFromKey(Net net, Value keys, String projection) {
    Value turned = net.tensors().gatherLast(scores(net, keys, projection), keyFirst);
    return net.tensors().transpose(turned, 0, 1, 3, 2);
  }

  private Value scores(Net net, Value tokens, String projection) {
    TensorOps tensors = net.tensors();
    Dim count = Dim.of(heads.count());
    Dim size = Dim.of(heads.size());
    Value byHead =
        tensors.transpose(
            tensors.reshape(tokens, Dim.BATCH, Dim.SEQUENCE, count, size), 0, 2, 1, 3);
    Value reached = tensors.slice(projected(net, projection), 2, from, to, Dim.of("distances"));
    return tensors.matmul(byHead, reached);
  }

  /** The projected vectors times the attention's scale, {@code [heads, size, 2 · span]}. */
  private Value projected(Net net, String projection) {
    TensorOps tensors = net.tensors();
    long width = (long) heads.count() * heads.size();
    Value flat =
        net.layers()
            .constantLinear(
                vectors,
                net.checkpoint().get(projection + ".weight", width, vectors.size(1)),
                net.checkpoint().optional(projection + ".bias", width).orElse(null));
    Value byHead =
        tensors.transpose(
            tensors.reshape(flat, flat.dim(0), Dim.of(heads.count()), Dim.of(heads.size())),
            1,
            2,
            0);
    return tensors.multiply(byHead, net.graph().scalar((float) heads.scale()));
  }
}
