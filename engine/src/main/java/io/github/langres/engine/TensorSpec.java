package io.github.langres.engine;

import java.util.List;

/**
 * The declared form of one graph input or output.
 *
 * @param dimensions one entry an axis: a number such as {@code "768"}, a symbolic name such as
 *     {@code "batch_size"}, or {@code ""} when unknown
 */
public record TensorSpec(String name, ElementType type, List<String> dimensions) {
  public TensorSpec {
    dimensions = List.copyOf(dimensions);
  }

  /** The number of axes. */
  public int rank() {
    return dimensions.size();
  }
}
