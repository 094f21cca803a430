package io.github.langres.models;

import java.nio.file.Path;
import java.util.List;

/**
 * Sorts texts under labels that the model was never trained on, by asking a model of natural
 * language inference whether each label follows from the text.
 *
 * <pre>{@code
 * try (ZeroShotClassifier model = ZeroShotClassifier.open(Path.of("camembert-base-xnli"))) {
 *   List<String> themes = List.of("économie", "sport", "cuisine");
 *   System.out.println(model.classify("La banque augmente ses taux.", themes).best());
 * }
 * }</pre>
 *
 * <p>One text is one pair a label. With {@link LongText#WINDOWS} the logits of a long text are the
 * mean over its windows, weighted by their tokens.
 *
 * <p>Thread-safe. {@link #close()} is idempotent, waits for calls under way, and makes later ones
 * throw {@link IllegalStateException}.
 */
public interface ZeroShotClassifier extends AutoCloseable {

  /** Opens a model folder with default options. */
  static ZeroShotClassifier open(Path folder) {
    return open(ModelSource.folder(folder), ModelOptions.defaults());
  }

  /**
   * Opens a model. Its label of entailment is the first whose name starts with {@code entail}, in
   * any case, else the last.
   *
   * @throws ModelException when the folder is not sound, or its head has fewer than two labels
   */
  static ZeroShotClassifier open(ModelSource source, ModelOptions options) {
    return ModelOpener.get().openZeroShotClassifier(source, options);
  }

  /** The labels of one text, best first. */
  default Classification classify(String text, List<String> labels) {
    return classify(List.of(text), labels, ZeroShotOptions.defaults()).get(0);
  }

  /**
   * The labels of texts, batched by length; one result a text, in order.
   *
   * @throws IllegalArgumentException when there are no labels
   */
  List<Classification> classify(List<String> texts, List<String> labels, ZeroShotOptions options);

  @Override
  void close();
}
