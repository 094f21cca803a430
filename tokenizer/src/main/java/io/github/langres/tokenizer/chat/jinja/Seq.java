package io.github.langres.tokenizer.chat.jinja;

import java.util.Collection;
import java.util.List;

/**
 * A Python list, tuple, range or dict view; immutable. Depth and weight are known from birth, so
 * that walking a value is bounded however the template built it.
 *
 * @param depth levels of containers, this one included
 * @param weight elements at all levels, shared ones counted each time
 */
record Seq(Kind kind, List<Object> items, int depth, long weight) {

  enum Kind {
    LIST("list", "[", "]"),
    TUPLE("tuple", "(", ")"),
    RANGE("range", "", ""),
    KEYS("dict_keys", "dict_keys([", "])"),
    VALUES("dict_values", "dict_values([", "])"),
    ITEMS("dict_items", "dict_items([", "])");

    final String python;
    final String open;
    final String close;

    Kind(String python, String open, String close) {
      this.python = python;
      this.open = open;
      this.close = close;
    }
  }

  /** Use {@link Context#seq}, which checks the limits. */
  static Seq of(Kind kind, List<Object> items) {
    return new Seq(kind, items, 1 + depthOf(items), 1 + weightOf(items));
  }

  boolean indexable() {
    return kind == Kind.LIST || kind == Kind.TUPLE || kind == Kind.RANGE;
  }

  static int depthOf(Collection<Object> items) {
    int deepest = 0;
    for (Object item : items) {
      deepest = Math.max(deepest, depthOf(item));
    }
    return deepest;
  }

  static long weightOf(Collection<Object> items) {
    long sum = 0;
    for (Object item : items) {
      sum += weightOf(item);
    }
    return sum;
  }

  static int depthOf(Object value) {
    if (value instanceof Seq seq) {
      return seq.depth;
    }
    return value instanceof Dict dict ? dict.depth() : 0;
  }

  static long weightOf(Object value) {
    if (value instanceof Seq seq) {
      return seq.weight;
    }
    if (value instanceof Dict dict) {
      return dict.weight();
    }
    return value instanceof Text text ? 1 + (text.value().length() >> 4) : 1;
  }
}
