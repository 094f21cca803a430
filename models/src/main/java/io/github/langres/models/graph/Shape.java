package io.github.langres.models.graph;

import java.util.ArrayList;
import java.util.List;

/** The axes of a value, outermost first. */
public record Shape(List<Dim> dims) {
  public Shape {
    dims = List.copyOf(dims);
  }

  public static Shape of(Dim... dims) {
    return new Shape(List.of(dims));
  }

  public static Shape of(long... sizes) {
    List<Dim> dims = new ArrayList<>();
    for (long size : sizes) {
      dims.add(Dim.of(size));
    }
    return new Shape(dims);
  }

  public int rank() {
    return dims.size();
  }

  /** The axis at that index; negative indices count from the end. */
  public Dim dim(int axis) {
    return dims.get(axis(axis));
  }

  /** The fixed size of the axis at that index. */
  public long size(int axis) {
    if (dim(axis) instanceof Dim.Fixed fixed) {
      return fixed.size();
    }
    throw new IllegalArgumentException("axis " + axis + " of " + this + " has no fixed size");
  }

  /** The same shape with another axis at that index. */
  public Shape with(int axis, Dim dim) {
    List<Dim> changed = new ArrayList<>(dims);
    changed.set(axis(axis), dim);
    return new Shape(changed);
  }

  /** The same shape with one more axis before that index. */
  Shape inserted(int axis, Dim dim) {
    List<Dim> changed = new ArrayList<>(dims);
    changed.add(axis < 0 ? axis + rank() + 1 : axis, dim);
    return new Shape(changed);
  }

  /** The same shape without the axis at that index. */
  Shape removed(int axis) {
    List<Dim> changed = new ArrayList<>(dims);
    changed.remove(axis(axis));
    return new Shape(changed);
  }

  int axis(int axis) {
    int index = axis < 0 ? axis + rank() : axis;
    if (index < 0 || index >= rank()) {
      throw new IllegalArgumentException("axis " + axis + " is outside " + this);
    }
    return index;
  }

  /** The shape of an element by element operation: axes of size 1 stretch. */
  static Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      Dim left = i < rank - a.rank() ? Dim.of(1) : a.dim(i - rank + a.rank());
      Dim right = i < rank - b.rank() ? Dim.of(1) : b.dim(i - rank + b.rank());
      if (!left.equals(right) && !left.equals(Dim.of(1)) && !right.equals(Dim.of(1))) {
        throw new IllegalArgumentException("shapes " + a + " and " + b + " do not match");
      }
      dims.add(left.equals(Dim.of(1)) ? right : left);
    }
    return new Shape(dims);
  }

  /** True when axes of size 1 are all that keeps this from being the target. */
  boolean stretchesTo(Shape target) {
    boolean stretches = rank() <= target.rank();
    for (int i = 1; stretches && i <= rank(); i++) {
      stretches = dim(-i).equals(target.dim(-i)) || dim(-i).equals(Dim.of(1));
    }
    return stretches;
  }

  @Override
  public String toString() {
    return dims.toString();
  }
}
