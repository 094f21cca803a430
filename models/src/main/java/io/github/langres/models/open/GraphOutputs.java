package io.github.langres.models.open;

import io.github.langres.engine.ElementType;
import io.github.langres.engine.GraphSignature;
import io.github.langres.engine.TensorSpec;
import io.github.langres.models.ModelException;
import io.github.langres.models.family.Head;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.models.task.Outputs;
import java.util.List;
import java.util.Optional;

/** Finds what a task reads among a graph's outputs: by name where it is known, else by rank. */
final class GraphOutputs {
  private GraphOutputs() {}

  /**
   * The outputs of a head.
   *
   * @throws ModelException.MissingHead when the graph does not have that head
   */
  static List<TensorSpec> of(ModelFolder folder, GraphSignature signature, Head head) {
    Optional<List<TensorSpec>> found =
        switch (head) {
          case BASE ->
              first(signature, 3, Outputs.HIDDEN_STATE, Outputs.TOKEN_EMBEDDINGS).map(List::of);
          case SEQUENCE_CLASSIFICATION -> first(signature, 2, Outputs.LOGITS).map(List::of);
          case MASKED_LM, TOKEN_CLASSIFICATION, CAUSAL_LM ->
              first(signature, 3, Outputs.LOGITS).map(List::of);
          case QUESTION_ANSWERING -> spans(signature);
        };
    return found.orElseThrow(
        () ->
            new ModelException.MissingHead(
                folder.path()
                    + " has no "
                    + head.words()
                    + " output: its graph gives "
                    + describe(signature)
                    + "; \"langres inspect\" says what it can do"));
  }

  /** The main output, whatever the head. */
  static List<TensorSpec> main(ModelFolder folder, GraphSignature signature) {
    return named(signature, Outputs.LOGITS)
        .map(List::of)
        .or(() -> spans(signature))
        .or(() -> named(signature, Outputs.HIDDEN_STATE).map(List::of))
        .or(() -> named(signature, Outputs.TOKEN_EMBEDDINGS).map(List::of))
        .or(
            () ->
                signature.outputs().stream()
                    .filter(GraphOutputs::isFloat)
                    .findFirst()
                    .map(List::of))
        .orElseThrow(
            () ->
                new ModelException.Unsupported(
                    folder.path() + ": the graph gives no numbers: " + describe(signature)));
  }

  private static Optional<TensorSpec> first(GraphSignature signature, int rank, String... names) {
    for (String name : names) {
      Optional<TensorSpec> output = named(signature, name);
      if (output.isPresent()) {
        return output.filter(spec -> spec.rank() == rank);
      }
    }
    return signature.outputs().stream()
        .filter(spec -> isFloat(spec) && spec.rank() == rank)
        .findFirst();
  }

  private static Optional<List<TensorSpec>> spans(GraphSignature signature) {
    return named(signature, Outputs.START_LOGITS)
        .flatMap(start -> named(signature, Outputs.END_LOGITS).map(end -> List.of(start, end)));
  }

  private static Optional<TensorSpec> named(GraphSignature signature, String name) {
    return signature.output(name).filter(GraphOutputs::isFloat);
  }

  private static boolean isFloat(TensorSpec spec) {
    return spec.type() == ElementType.FLOAT32 || spec.type() == ElementType.FLOAT16;
  }

  private static String describe(GraphSignature signature) {
    StringBuilder text = new StringBuilder();
    for (TensorSpec output : signature.outputs()) {
      text.append(text.isEmpty() ? "" : ", ").append(output.name()).append(output.dimensions());
    }
    return text.toString();
  }
}
