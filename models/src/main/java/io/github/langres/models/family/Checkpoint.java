package io.github.langres.models.family;

import io.github.langres.engine.ElementType;
import io.github.langres.models.ModelException;
import io.github.langres.models.graph.Matrix;
import io.github.langres.models.graph.Parameter;
import io.github.langres.models.graph.Table;
import io.github.langres.models.safetensors.Tensor;
import io.github.langres.models.safetensors.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The weights of one architecture, whatever prefix its body was saved with. Names are given as for
 * a checkpoint with a head: the body's with {@code ~} in place of the prefix, such as {@code
 * ~embeddings.word_embeddings.weight}, a head's as they are.
 */
final class Checkpoint {
  /** Any size, in an expected shape. */
  static final long ANY = -1;

  private static final String BODY = "~";
  private final Weights weights;
  private final String prefix;

  private Checkpoint(Weights weights, String prefix) {
    this.weights = weights;
    this.prefix = prefix;
  }

  /** Finds the prefix under which the weight {@code probe} of the body is saved. */
  static Checkpoint of(Weights weights, List<String> prefixes, String probe) {
    for (String prefix : prefixes) {
      Checkpoint checkpoint = new Checkpoint(weights, prefix);
      if (checkpoint.has(probe)) {
        return checkpoint;
      }
    }
    throw new ModelException.Folder(
        "the checkpoint has no tensor \""
            + probe.replace(BODY, "")
            + "\", under none of the prefixes "
            + prefixes
            + ". Is config.json that of another model?");
  }

  boolean has(String name) {
    return find(name).isPresent();
  }

  /**
   * The tensor of that name.
   *
   * @param shape as the config has it; {@link #ANY} where the checkpoint decides
   * @throws ModelException.Folder when it is missing or has another shape
   */
  Parameter get(String name, long... shape) {
    return optional(name, shape).orElseThrow(() -> missing(name));
  }

  private Tensor required(String name, long... shape) {
    return tensor(name, shape).orElseThrow(() -> missing(name));
  }

  private ModelException.Folder missing(String name) {
    return new ModelException.Folder(
        "the checkpoint has no tensor \"" + name.replace(BODY, prefix) + "\"");
  }

  /** The tensor of that name, if the checkpoint has it. */
  Optional<Parameter> optional(String name, long... shape) {
    return tensor(name, shape).map(Checkpoint::parameter);
  }

  /** The weight {@code [out, in]} of a linear layer, to be read by rows. */
  Matrix matrix(String name, int out, int in) {
    Tensor tensor = required(name, out, in);
    return new Matrix(
        tensor.name(),
        out,
        in,
        () -> {
          Tensor.Elements elements = tensor.elements();
          return (row, target) -> elements.read(row * in, 1, target, in);
        },
        Optional.of(new Matrix.Stored(parameter(tensor), false)));
  }

  /** A linear layer's weight that was saved as {@code [in, out]}, to be read by output channels. */
  Matrix inputsFirst(String name, int out, int in) {
    Tensor tensor = required(name, in, out);
    return new Matrix(
        tensor.name(),
        out,
        in,
        () -> {
          Tensor.Elements elements = tensor.elements();
          return (row, target) -> elements.read(row, out, target, in);
        },
        Optional.of(new Matrix.Stored(parameter(tensor), true)));
  }

  /** A table in the type that it was saved in; of 64-bit floats in float32. */
  Table table(String name, long rows, long columns) {
    Tensor tensor = required(name, rows, columns);
    return switch (tensor.dtype()) {
      case F16 ->
          new Table(tensor.name() + ":f16", ElementType.FLOAT16, rows, columns, tensor.source());
      case BF16 ->
          new Table(tensor.name() + ":bf16", ElementType.BFLOAT16, rows, columns, tensor.source());
      default -> new Table(tensor.name(), ElementType.FLOAT32, rows, columns, tensor::float32);
    };
  }

  /** Part {@code index} of the tensor's {@code parts} equal parts along the first axis. */
  Optional<Parameter> part(String name, int index, int parts, long... shape) {
    return tensor(name, shape).map(whole -> parameter(whole.part(index, parts)));
  }

  /** Row 0 of a table {@code [rows, columns]}, as {@code [columns]}, if the checkpoint has it. */
  Optional<Parameter> firstRow(String name, long columns) {
    return tensor(name, ANY, columns)
        .map(table -> table.part(0, Math.toIntExact(table.shape()[0])))
        .map(row -> new Parameter(row.name(), new long[] {columns}, row::float32));
  }

  private static Parameter parameter(Tensor tensor) {
    return new Parameter(tensor.name(), tensor.shape(), tensor::float32);
  }

  private Optional<Tensor> tensor(String name, long... expected) {
    Optional<Tensor> tensor = find(name).map(weights::tensor);
    tensor.ifPresent(found -> checkShape(found, expected));
    return tensor;
  }

  private static void checkShape(Tensor tensor, long... expected) {
    boolean matches = tensor.shape().length == expected.length;
    for (int i = 0; matches && i < expected.length; i++) {
      matches = expected[i] == ANY || expected[i] == tensor.shape()[i];
    }
    if (!matches) {
      throw new ModelException.Folder(
          "tensor \""
              + tensor.name()
              + "\" has shape "
              + Arrays.toString(tensor.shape())
              + "; config.json expects "
              + Arrays.toString(expected).replace(Long.toString(ANY), "any"));
    }
  }

  /** Checkpoints converted from TensorFlow call a normalization's weight gamma, its bias beta. */
  private Optional<String> find(String name) {
    String full = name.replace(BODY, prefix);
    String old = full.replaceFirst("\\.weight$", ".gamma").replaceFirst("\\.bias$", ".beta");
    return Optional.of(full).filter(weights::has).or(() -> Optional.of(old).filter(weights::has));
  }
}
