package io.github.langres.models.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The weight of a linear layer, {@code [rows, columns]} with one row an output channel, read row by
 * row: nothing of the size of the whole is made in between.
 *
 * @param source opens the weight for reading
 * @param stored the whole in memory as it is saved, when no row or column was moved
 */
public record Matrix(
    String name, int rows, int columns, Supplier<Rows> source, Optional<Stored> stored) {

  /** Where a place of the new order is filled with zeros. */
  public static final int ZERO = -1;

  /** Reads rows; thread-safe. */
  @FunctionalInterface
  public interface Rows {
    /** Fills the target with row {@code index}. */
    void read(int index, float[] target);
  }

  /**
   * A weight as a checkpoint holds it.
   *
   * @param inputsFirst {@code [columns, rows]} in place of {@code [rows, columns]}
   */
  public record Stored(Parameter parameter, boolean inputsFirst) {}

  /** The rows in another order: new row i is the old row {@code order[i]}, or {@link #ZERO}. */
  public Matrix reorderedRows(int[] order) {
    if (isIdentity(order, rows)) {
      return this;
    }
    return new Matrix(
        name + ":rows",
        order.length,
        columns,
        () -> {
          Rows old = source.get();
          return (index, target) -> {
            if (order[index] == ZERO) {
              Arrays.fill(target, 0);
            } else {
              old.read(order[index], target);
            }
          };
        },
        Optional.empty());
  }

  /** The columns in another order, as for {@link #reorderedRows}. */
  public Matrix reorderedColumns(int[] order) {
    if (isIdentity(order, columns)) {
      return this;
    }
    return new Matrix(
        name + ":columns",
        rows,
        order.length,
        () -> {
          Rows old = source.get();
          return (index, target) -> {
            float[] row = new float[columns];
            old.read(index, row);
            for (int i = 0; i < order.length; i++) {
              target[i] = order[i] == ZERO ? 0 : row[order[i]];
            }
          };
        },
        Optional.empty());
  }

  /** Matrices of the same columns, one above the other. */
  public static Matrix stacked(String name, List<Matrix> parts) {
    int rows = parts.stream().mapToInt(Matrix::rows).sum();
    return new Matrix(
        name,
        rows,
        parts.get(0).columns(),
        () -> {
          List<Rows> sources = parts.stream().map(part -> part.source().get()).toList();
          return (index, target) -> {
            int local = index;
            int part = 0;
            while (local >= parts.get(part).rows()) {
              local -= parts.get(part++).rows();
            }
            sources.get(part).read(local, target);
          };
        },
        Optional.empty());
  }

  private static boolean isIdentity(int[] order, int size) {
    boolean same = order.length == size;
    for (int i = 0; same && i < size; i++) {
      same = order[i] == i;
    }
    return same;
  }
}
