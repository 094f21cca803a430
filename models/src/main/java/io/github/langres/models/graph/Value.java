package io.github.langres.models.graph;

import io.github.langres.engine.ElementType;

/** What flows between nodes: the result of a node, an input, a weight or a constant. */
public record Value(String name, ElementType type, Shape shape) {

  /** The axis at that index; negative indices count from the end. */
  public Dim dim(int axis) {
    return shape.dim(axis);
  }

  /** The fixed size of the axis at that index. */
  public long size(int axis) {
    return shape.size(axis);
  }

  @Override
  public String toString() {
    return name + " " + type + shape;
  }
}
