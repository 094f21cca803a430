package io.github.langres.models.graph;

/** One axis of a shape. */
public sealed interface Dim {
  /** The rows of a batch. */
  Dim BATCH = new Named("batch");

  /** The tokens of a row, padding included. */
  Dim SEQUENCE = new Named("sequence");

  static Dim of(long size) {
    return new Fixed(size);
  }

  static Dim of(String name) {
    return new Named(name);
  }

  /** A size known when the graph is built. */
  record Fixed(long size) implements Dim {
    public Fixed {
      if (size < 0) {
        throw new IllegalArgumentException("an axis has size 0 or more, got " + size);
      }
    }

    @Override
    public String toString() {
      return Long.toString(size);
    }
  }

  /** A size known when the graph runs; axes of one name have one size. */
  record Named(String name) implements Dim {
    @Override
    public String toString() {
      return name;
    }
  }
}
