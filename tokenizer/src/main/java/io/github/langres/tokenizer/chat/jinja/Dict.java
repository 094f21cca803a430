package io.github.langres.tokenizer.chat.jinja;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Python dict in insertion order; immutable. See {@link Seq} for depth and weight. */
record Dict(Map<Object, Object> entries, int depth, long weight) {

  /** Use {@link Context#dict}, which checks the limits. */
  static Dict of(Map<Object, Object> entries) {
    int depth = Math.max(Seq.depthOf(entries.keySet()), Seq.depthOf(entries.values()));
    long weight = Seq.weightOf(entries.keySet()) + Seq.weightOf(entries.values());
    return new Dict(entries, 1 + depth, 1 + weight);
  }

  @Nullable Object get(String key) {
    return entries.get(Text.of(key));
  }

  @Nullable Object get(Object key) {
    return entries.get(hashable(key));
  }

  /** The key itself, when Python could hash it. */
  static Object hashable(Object key) {
    if (key instanceof Dict || (key instanceof Seq seq && seq.kind() == Seq.Kind.LIST)) {
      throw new JinjaException("unhashable type: '" + Values.typeName(key) + "'");
    }
    return key;
  }
}
