package io.github.langres.engine;

import java.util.List;
import java.util.Optional;

/** The inputs and outputs that a graph declares, in its order. */
public record GraphSignature(List<TensorSpec> inputs, List<TensorSpec> outputs) {
  public GraphSignature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** The input of that name. */
  public Optional<TensorSpec> input(String name) {
    return inputs.stream().filter(spec -> spec.name().equals(name)).findFirst();
  }

  /** The output of that name. */
  public Optional<TensorSpec> output(String name) {
    return outputs.stream().filter(spec -> spec.name().equals(name)).findFirst();
  }
}
