package io.github.langres.models.graph;

import io.github.langres.engine.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Causal attention over a cache of keys and values, which the runtime fills in place. */
public final class CachedAttention {
  private final OnnxBuilder graph;

  public CachedAttention(OnnxBuilder graph) {
    this.graph = graph;
  }

  /**
   * The heads of {@link #attend}.
   *
   * @param count query heads
   * @param shared heads of keys and values; each serves {@code count / shared} query heads
   * @param size channels of each: a multiple of 8, with rotation of 16
   * @param window a token sees itself and the {@code window - 1} before it; empty for all before it
   */
  public record Heads(int count, int shared, int size, double scale, OptionalInt window) {}

  /**
   * Tables {@code [positions, channels]} of the rotation; channel i turns against i + channels.
   * Channels beyond twice that many stay as they are.
   */
  public record RotaryTables(Value cosines, Value sines) {}

  /**
   * What was said before.
   *
   * @param keys {@code [batch, shared heads, capacity, size]}; float32, or int8 with scales
   * @param lengths int32 {@code [batch]}, the valid length after this run, minus 1
   * @param total int32 {@code []}, the largest valid length after this run
   * @param keyScale float32 {@code [1]} when keys are int8
   */
  public record Cache(
      Value keys,
      Value values,
      Value lengths,
      Value total,
      @Nullable Value keyScale,
      @Nullable Value valueScale) {}

  /** The result of attention, and the cache with this run's keys and values. */
  public record Attended(Value result, Value keys, Value values) {}

  /**
   * Causal attention over the cache and this run's tokens.
   *
   * @param query {@code [batch, sequence, count · size]}; when key and value are null, the three
   *     side by side
   * @return the result {@code [batch, sequence, count · size]}
   */
  public Attended attend(
      Value query,
      @Nullable Value key,
      @Nullable Value value,
      Cache cache,
      @Nullable RotaryTables rotation,
      Heads heads) {
    boolean quantized = cache.keyScale() != null;
    List<Attribute> attributes =
        new ArrayList<>(
            List.of(
                Attribute.of("num_heads", heads.count()),
                Attribute.of("kv_num_heads", heads.shared()),
                Attribute.of("scale", (float) heads.scale()),
                Attribute.of("do_rotary", rotation == null ? 0 : 1)));
    heads.window().ifPresent(w -> attributes.add(Attribute.of("local_window_size", w)));
    if (quantized) {
      attributes.add(Attribute.of("k_quant_type", "PER_TENSOR"));
      attributes.add(Attribute.of("v_quant_type", "PER_TENSOR"));
      attributes.add(Attribute.of("kv_cache_bit_width", 8));
    }
    OnnxBuilder.NodeSpec node =
        OnnxBuilder.NodeSpec.microsoft(
            graph,
            "GroupQueryAttention",
            attributes,
            query,
            key,
            value,
            cache.keys(),
            cache.values(),
            cache.lengths(),
            cache.total(),
            rotation == null ? null : rotation.cosines(),
            rotation == null ? null : rotation.sines(),
            null,
            null,
            null,
            cache.keyScale(),
            cache.valueScale());
    long channels = (long) heads.size() * heads.count();
    long shared = (long) heads.size() * heads.shared();
    node.check(
        query.dim(-1).equals(Dim.of(key == null ? channels + 2 * shared : channels))
            && (key == null || key.dim(-1).equals(Dim.of(shared)))
            && cache.keys().dim(-1).equals(Dim.of(heads.size())),
        heads + " in query, key, value and cache");
    List<Value> results =
        graph.add(
            node,
            new OnnxBuilder.Result(ElementType.FLOAT32, query.shape().with(-1, Dim.of(channels))),
            new OnnxBuilder.Result(cache.keys().type(), cache.keys().shape()),
            new OnnxBuilder.Result(cache.values().type(), cache.values().shape()));
    return new Attended(results.get(0), results.get(1), results.get(2));
  }
}
