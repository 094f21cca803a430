package io.github.langres.models.graph;

import io.github.langres.engine.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The standard ONNX operators, as far as the architectures need them. Every method adds one node
 * and refuses operands whose types or shapes do not match.
 */
public final class TensorOps extends ElementwiseOps {
  public TensorOps(OnnxBuilder graph) {
    super(graph);
  }

  /** Matrix product over the last two axes; leading axes broadcast. */
  public Value matmul(Value a, Value b) {
    OnnxBuilder.NodeSpec node = node("MatMul", a, b);
    node.check(
        a.shape().rank() >= 2 && b.shape().rank() >= 2 && a.dim(-1).equals(b.dim(-2)),
        "[..., m, k] and [..., k, n]");
    Shape leading =
        broadcast(node, a.shape().removed(-1).removed(-1), b.shape().removed(-1).removed(-1));
    List<Dim> dims = new ArrayList<>(leading.dims());
    dims.add(a.dim(-2));
    dims.add(b.dim(-1));
    return graph.add(node, a.type(), new Shape(dims));
  }

  /** Running sum of int64 or float32 along an axis. */
  public Value cumulativeSum(Value a, int axis) {
    Value axisValue = graph.scalar((long) a.shape().axis(axis));
    return graph.add(node("CumSum", a, axisValue), a.type(), a.shape());
  }

  public Value sum(Value a, int axis) {
    return reduce("ReduceSum", a, axis);
  }

  public Value max(Value a, int axis) {
    return reduce("ReduceMax", a, axis);
  }

  /** Euclidean length along an axis, which stays with size 1. */
  public Value norm(Value a, int axis) {
    return reduce("ReduceL2", a, axis);
  }

  /** The run-time size of an axis, int64 {@code [1]}. */
  public Value sizeOf(Value a, int axis) {
    long index = a.shape().axis(axis);
    List<Attribute> range = List.of(Attribute.of("start", index), Attribute.of("end", index + 1));
    return graph.add(node("Shape", range, a), ElementType.INT64, Shape.of(1));
  }

  /** {@code 0, 1, ... size - 1} for the named axis of a value, int64 {@code [size]}. */
  public Value positions(Value a, int axis) {
    Value size = squeeze(sizeOf(a, axis), 0);
    return graph.add(
        node("Range", graph.scalar(0L), size, graph.scalar(1L)),
        ElementType.INT64,
        Shape.of(a.dim(axis)));
  }

  /** Rows of the table, the indices' shape in front: {@code [..., columns]}. */
  public Value rows(Value table, Value indices) {
    OnnxBuilder.NodeSpec node = node("Gather", table, indices);
    node.check(
        table.shape().rank() == 2 && indices.type() == ElementType.INT64,
        "a table [rows, columns] and int64 indices");
    return graph.add(
        node, table.type(), indices.shape().inserted(indices.shape().rank(), table.dim(1)));
  }

  /** The entries of a vector at the indices, {@code [...]}. */
  public Value lookup(Value vector, Value indices) {
    OnnxBuilder.NodeSpec node = node("Gather", vector, indices);
    node.check(
        vector.shape().rank() == 1 && indices.type() == ElementType.INT64,
        "a vector and int64 indices");
    return graph.add(node, vector.type(), indices.shape());
  }

  /** The entries of the first axis where the condition holds. */
  public Value compress(Value a, Value condition, Dim kept) {
    OnnxBuilder.NodeSpec node = node("Compress", List.of(Attribute.of("axis", 0L)), a, condition);
    node.check(
        condition.type() == ElementType.BOOL
            && condition.shape().equals(new Shape(List.of(a.dim(0)))),
        "one bool an entry of the first axis");
    return graph.add(node, a.type(), a.shape().with(0, kept));
  }

  /** For each place of the indices, the entry of {@code a} at that index of the last axis. */
  public Value gatherLast(Value a, Value indices) {
    OnnxBuilder.NodeSpec node =
        node("GatherElements", List.of(Attribute.of("axis", a.shape().rank() - 1L)), a, indices);
    node.check(
        a.shape().removed(-1).equals(indices.shape().removed(-1))
            && (indices.type() == ElementType.INT64 || indices.type() == ElementType.INT32),
        "integer indices that differ from the data in the last axis only");
    return graph.add(node, a.type(), indices.shape());
  }

  /**
   * The entries {@code [from, to)} of an axis; {@code to} is int64 {@code [1]}, named by the dim.
   */
  public Value slice(Value a, int axis, Value from, Value to, Dim size) {
    OnnxBuilder.NodeSpec node = node("Slice", a, from, to, graph.longs(a.shape().axis(axis)));
    node.check(
        from.shape().equals(Shape.of(1)) && to.shape().equals(Shape.of(1)), "bounds of shape [1]");
    return graph.add(node, a.type(), a.shape().with(axis, size));
  }

  /** The last entry of an axis, which stays with size 1. */
  public Value last(Value a, int axis) {
    OnnxBuilder.NodeSpec node =
        node(
            "Gather",
            List.of(Attribute.of("axis", (long) a.shape().axis(axis))),
            a,
            graph.longs(-1));
    return graph.add(node, a.type(), a.shape().with(axis, Dim.of(1)));
  }

  /** Cuts an axis into parts of those sizes. */
  public List<Value> split(Value a, int axis, long... sizes) {
    OnnxBuilder.NodeSpec node =
        node("Split", List.of(Attribute.of("axis", a.shape().axis(axis))), a, graph.longs(sizes));
    node.check(Arrays.stream(sizes).sum() == a.size(axis), "parts that add up to the axis");
    List<@Nullable Shape> parts = new ArrayList<>();
    for (long size : sizes) {
      parts.add(a.shape().with(axis, Dim.of(size)));
    }
    return graph.add(node, a.type(), parts);
  }

  /**
   * The same elements under another shape. At most one axis may be named, beside those that keep
   * their place.
   */
  public Value reshape(Value a, Dim... dims) {
    long[] sizes = new long[dims.length];
    int open = 0;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] instanceof Dim.Fixed fixed) {
        sizes[i] = fixed.size();
      } else if (i >= a.shape().rank() || !a.dim(i).equals(dims[i])) {
        sizes[i] = -1;
        open++;
      }
    }
    OnnxBuilder.NodeSpec node = node("Reshape", a, graph.longs(sizes));
    node.check(open <= 1, "at most one axis of unknown size in " + Arrays.toString(dims));
    return graph.add(node, a.type(), Shape.of(dims));
  }

  public Value transpose(Value a, int... axes) {
    List<Dim> dims = new ArrayList<>();
    List<Long> permutation = new ArrayList<>();
    for (int axis : axes) {
      dims.add(a.dim(axis));
      permutation.add((long) axis);
    }
    OnnxBuilder.NodeSpec node = node("Transpose", List.of(Attribute.of("perm", permutation)), a);
    node.check(axes.length == a.shape().rank(), "one entry an axis in " + permutation);
    return graph.add(node, a.type(), new Shape(dims));
  }

  /** Inserts an axis of size 1. */
  public Value unsqueeze(Value a, int axis) {
    return graph.add(
        node("Unsqueeze", a, graph.longs(axis)), a.type(), a.shape().inserted(axis, Dim.of(1)));
  }

  /** Removes an axis of size 1. */
  public Value squeeze(Value a, int axis) {
    OnnxBuilder.NodeSpec node = node("Squeeze", a, graph.longs(axis));
    node.check(a.dim(axis).equals(Dim.of(1)), "size 1 at axis " + axis);
    return graph.add(node, a.type(), a.shape().removed(axis));
  }

  /** Repeats axes of size 1 to the given shape, whose run-time sizes are {@code sizes}. */
  public Value expand(Value a, Value sizes, Shape shape) {
    OnnxBuilder.NodeSpec node = node("Expand", a, sizes);
    node.check(
        a.shape().stretchesTo(shape) && sizes.shape().equals(Shape.of(shape.rank())),
        "axes of size 1 that stretch to " + shape);
    return graph.add(node, a.type(), shape);
  }

  /** Repeats an axis of size 1. */
  public Value repeat(Value a, int axis, long times) {
    long[] sizes = new long[a.shape().rank()];
    Arrays.fill(sizes, 1);
    sizes[a.shape().axis(axis)] = times;
    OnnxBuilder.NodeSpec node = node("Expand", a, graph.longs(sizes));
    node.check(a.dim(axis).equals(Dim.of(1)), "size 1 at axis " + axis);
    return graph.add(node, a.type(), a.shape().with(axis, Dim.of(times)));
  }

  /**
   * One-dimensional convolution that keeps the sequence's length.
   *
   * @param x {@code [batch, channels, sequence]}
   * @param weight {@code [channels, channels / groups, kernel]}
   */
  public Value convolution(Value x, Value weight, Value bias, long groups) {
    long padding = (weight.size(2) - 1) / 2;
    OnnxBuilder.NodeSpec node =
        node(
            "Conv",
            List.of(Attribute.of("group", groups), Attribute.of("pads", List.of(padding, padding))),
            x,
            weight,
            bias);
    node.check(
        weight.size(2) % 2 == 1 && x.size(1) == weight.size(1) * groups,
        "[batch, channels, sequence] and an odd kernel");
    return graph.add(node, x.type(), x.shape().with(1, weight.dim(0)));
  }

  /** Joins values along an axis whose total is the given dim. */
  public Value concat(int axis, Dim total, Value... parts) {
    OnnxBuilder.NodeSpec node =
        node("Concat", List.of(Attribute.of("axis", parts[0].shape().axis(axis))), parts);
    for (Value part : parts) {
      node.check(
          part.shape().with(axis, total).equals(parts[0].shape().with(axis, total)),
          "parts that differ along axis " + axis + " only");
    }
    return graph.add(node, parts[0].type(), parts[0].shape().with(axis, total));
  }

  private Value reduce(String operator, Value a, int axis) {
    return graph.add(
        node(operator, a, graph.longs(a.shape().axis(axis))),
        a.type(),
        a.shape().with(axis, Dim.of(1)));
  }
}
