package io.github.langres.engine.encode;

import io.github.langres.engine.ElementType;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.GraphSignature;
import io.github.langres.engine.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An encoder's inputs and outputs, checked.
 *
 * @param rowsAxis the symbolic name of the batch axis, or empty
 * @param widthAxis the symbolic name of the sequence axis, or empty
 */
record EncoderLayout(
    List<InputRole> roles,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    String rowsAxis,
    String widthAxis) {

  static EncoderLayout of(GraphSignature signature) {
    List<InputRole> roles = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (TensorSpec input : signature.inputs()) {
      InputRole.named(input.name()).ifPresentOrElse(roles::add, () -> unknown.add(input.name()));
    }
    if (!unknown.isEmpty() || !roles.contains(InputRole.INPUT_IDS)) {
      throw new EngineException.Load(
          "the graph is no encoder: expected input_ids and any of "
              + Arrays.toString(InputRole.values())
              + (unknown.isEmpty() ? ", got no input_ids" : ", got also " + unknown));
    }
    signature.inputs().forEach(EncoderLayout::check);
    List<String> axes = signature.input(InputRole.INPUT_IDS.inputName()).orElseThrow().dimensions();
    // One name for both axes would say nothing about the outputs.
    boolean telling = !axes.get(0).equals(axes.get(1));
    return new EncoderLayout(
        roles,
        signature.inputs(),
        signature.outputs(),
        telling ? axes.get(0) : "",
        telling ? axes.get(1) : "");
  }

  private static void check(TensorSpec input) {
    if (input.type() != ElementType.INT64 && input.type() != ElementType.INT32) {
      throw new EngineException.Load(
          "input \"" + input.name() + "\" has type " + input.type() + "; expected INT64 or INT32");
    }
    boolean free = input.dimensions().stream().noneMatch(EncoderLayout::isNumber);
    if (input.rank() != 2 || !free) {
      throw new EngineException.Load(
          "input \""
              + input.name()
              + "\" has shape "
              + input.dimensions()
              + "; expected [batch, sequence], both free: export the model with dynamic axes");
    }
  }

  static boolean isNumber(String dimension) {
    return !dimension.isEmpty() && dimension.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  boolean isRows(String dimension) {
    return !dimension.isEmpty() && dimension.equals(rowsAxis);
  }

  boolean isWidth(String dimension) {
    return !dimension.isEmpty() && dimension.equals(widthAxis);
  }
}
