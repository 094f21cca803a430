package io.github.langres.models.family;

import io.github.langres.engine.ElementType;
import io.github.langres.models.family.DecoderOptions.CacheScale;
import io.github.langres.models.graph.BlockFormat;
import io.github.langres.models.graph.CachedAttention;
import io.github.langres.models.graph.CachedAttention.Attended;
import io.github.langres.models.graph.CachedAttention.Cache;
import io.github.langres.models.graph.CachedAttention.Heads;
import io.github.langres.models.graph.CachedAttention.RotaryTables;
import io.github.langres.models.graph.Dim;
import io.github.langres.models.graph.Matrix;
import io.github.langres.models.graph.Parameter;
import io.github.langres.models.graph.Value;
import io.github.langres.models.graph.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The attention of a decoder's layers, with its part of the cache. */
final class DecoderAttention {
  private final DecoderNet net;
  private final DecoderSizes sizes;
  private final HeadLayout layout;
  private final @Nullable RotaryTables rotation;

  DecoderAttention(DecoderNet net, @Nullable RotaryTables rotation) {
    this.net = net;
    this.sizes = net.plan().sizes();
    this.layout = net.layout();
    this.rotation = rotation;
  }

  /** What the layer's tokens gather from each other, before the output projection. */
  Value apply(Value x, int layer) {
    DecoderPlan.Layer plan = net.plan().layers().get(layer);
    List<Value> projected = projections(x, net.plan().names().layers() + layer + ".");
    boolean packed = projected.size() == 1;
    Attended attended =
        new CachedAttention(net.graph())
            .attend(
                projected.get(0),
                packed ? null : projected.get(1),
                packed ? null : projected.get(2),
                cache(layer),
                plan.rotates() ? rotation : null,
                new Heads(
                    sizes.heads(), sizes.keyHeads(), layout.padded(), plan.scale(), plan.window()));
    net.graph().output("present." + layer + ".key", attended.keys());
    net.graph().output("present." + layer + ".value", attended.values());
    return attended.result();
  }

  private Cache cache(int layer) {
    Optional<CacheScale> scale = net.options().cacheScales().map(all -> all.get(layer));
    ElementType type = scale.isPresent() ? ElementType.INT8 : ElementType.FLOAT32;
    return new Cache(
        past(layer + ".key", type),
        past(layer + ".value", type),
        net.lengths(),
        net.total(),
        scale.map(s -> net.graph().floats(s.key())).orElse(null),
        scale.map(s -> net.graph().floats(s.value())).orElse(null));
  }

  private Value past(String name, ElementType type) {
    return net.graph()
        .input(
            "past_key_values." + name,
            type,
            Dim.BATCH,
            Dim.of(sizes.keyHeads()),
            Dim.of("capacity"),
            Dim.of(layout.padded()));
  }

  /** Query, key and value, or the three side by side. */
  private List<Value> projections(Value x, String layer) {
    List<Projection> parts = parts(layer);
    BlockFormat format = net.format();
    boolean asOne = parts.size() == 1 || format != null;
    if (!asOne) {
      // Three products read as many bytes as one would, from the mapped file, without a copy.
      List<Value> values = new ArrayList<>();
      parts.forEach(part -> values.add(net.ops().linear(x, part.weight(), part.bias(), null)));
      return normed(values, layer);
    }
    Projection joined = parts.size() == 1 ? parts.get(0) : joined(parts, layer);
    Value value = net.ops().linear(x, joined.weight(), joined.bias(), format);
    if (!net.plan().headNorms()) {
      return List.of(value);
    }
    long query = (long) sizes.heads() * layout.padded();
    long key = (long) sizes.keyHeads() * layout.padded();
    return normed(net.tensors().split(value, -1, query, key, key), layer);
  }

  private record Projection(Matrix weight, @Nullable Parameter bias) {
    Projection reordered(int[] rows) {
      Matrix moved = weight.reorderedRows(rows);
      // A matrix that stays as it is is the same object.
      boolean same = moved.equals(weight);
      return new Projection(moved, bias == null || same ? bias : Vectors.reordered(bias, rows));
    }
  }

  private List<Projection> parts(String layer) {
    List<String> names = net.plan().names().projections();
    int[] query = layout.rotated(sizes.heads());
    int[] key = layout.rotated(sizes.keyHeads());
    int[] value = layout.plain(sizes.keyHeads());
    int queries = sizes.heads() * sizes.headSize();
    int keys = sizes.keyHeads() * sizes.headSize();
    if (names.size() == 1) {
      int[] all = joined(joined(query, key, queries), value, queries + keys);
      return List.of(projection(layer + names.get(0), queries + 2 * keys).reordered(all));
    }
    return List.of(
        projection(layer + names.get(0), queries).reordered(query),
        projection(layer + names.get(1), keys).reordered(key),
        projection(layer + names.get(2), keys).reordered(value));
  }

  private Projection projection(String name, int out) {
    return new Projection(
        net.matrix(name, out, sizes.hidden()),
        net.bias(net.plan().biases().projections(), name, out));
  }

  /** Two orders one after the other, the second's places counted from {@code from}. */
  private static int[] joined(int[] first, int[] second, int from) {
    int[] all = Arrays.copyOf(first, first.length + second.length);
    for (int i = 0; i < second.length; i++) {
      all[first.length + i] = second[i] == Matrix.ZERO ? Matrix.ZERO : from + second[i];
    }
    return all;
  }

  private static Projection joined(List<Projection> parts, String layer) {
    String name = layer.substring(1) + "qkv";
    List<Parameter> biases = new ArrayList<>();
    for (Projection part : parts) {
      if (part.bias() != null) {
        biases.add(part.bias());
      }
    }
    return new Projection(
        Matrix.stacked(name, parts.stream().map(Projection::weight).toList()),
        biases.isEmpty() ? null : Vectors.joined(name + ".bias", biases));
  }

  private List<Value> normed(List<Value> projected, String layer) {
    return net.plan().headNorms()
        ? List.of(
            headNorm(projected.get(0), layer + "self_attn.q_norm", sizes.heads()),
            headNorm(projected.get(1), layer + "self_attn.k_norm", sizes.keyHeads()),
            projected.get(2))
        : projected;
  }

  /** The zeros of a padded head count in its mean square, so weight and epsilon make up for it. */
  private Value headNorm(Value x, String name, int heads) {
    double share = (double) layout.size() / layout.padded();
    Parameter trained = net.checkpoint().get(name + ".weight", layout.size());
    Parameter weight =
        layout.size() == layout.padded() && Arrays.equals(layout.rotated(1), identity())
            ? trained
            : Vectors.reordered(
                Vectors.scaled(trained, ":scaled", (float) Math.sqrt(share), 0), layout.rotated(1));
    Value apart =
        net.tensors().reshape(x, Dim.BATCH, Dim.SEQUENCE, Dim.of(heads), Dim.of(layout.padded()));
    Value normed = net.layers().rmsNorm(apart, weight, net.plan().norm().epsilon() * share);
    return net.tensors().reshape(normed, Dim.BATCH, Dim.SEQUENCE, x.dim(-1));
  }

  private int[] identity() {
    return IntStream.range(0, layout.padded()).toArray();
  }

  /** The projection of what heads gathered. */
  Value output(Value attended, int layer) {
    String name = net.plan().names().layers() + layer + "." + net.plan().names().output();
    Matrix weight =
        net.matrix(name, sizes.hidden(), sizes.heads() * sizes.headSize())
            .reorderedColumns(layout.plain(sizes.heads()));
    return net.ops()
        .linear(
            attended,
            weight,
            net.bias(net.plan().biases().output(), name, sizes.hidden()),
            net.format());
  }
}
