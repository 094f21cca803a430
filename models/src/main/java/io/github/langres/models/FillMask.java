package io.github.langres.models;

import java.nio.file.Path;
import java.util.List;

/**
 * Guesses the word behind a mask.
 *
 * <pre>{@code
 * try (FillMask model = FillMask.open(Path.of("camembert-base"))) {
 *   model.fill("Le camembert est un fromage <mask>.", 5).forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>The text carries the model's own mask token, or {@code <mask>} whatever the model calls it.
 *
 * <p>Thread-safe. {@link #close()} is idempotent, waits for calls under way, and makes later ones
 * throw {@link IllegalStateException}.
 */
public interface FillMask extends AutoCloseable {

  /** Opens a model folder with default options. */
  static FillMask open(Path folder) {
    return open(ModelSource.folder(folder), ModelOptions.defaults());
  }

  /**
   * Opens a model.
   *
   * @throws ModelException when the folder is not sound, has no masked-language-model head, or its
   *     tokenizer no mask token
   */
  static FillMask open(ModelSource source, ModelOptions options) {
    return ModelOpener.get().openFillMask(source, options);
  }

  /**
   * The likeliest tokens of the one mask in the text, best first.
   *
   * @param topK how many, 1 or more
   * @throws ModelException.Input when the text has no mask, or several
   */
  default List<MaskCandidate> fill(String text, int topK) {
    List<List<MaskCandidate>> masks = fillAll(List.of(text), topK).get(0);
    if (masks.size() != 1) {
      throw new ModelException.Input(
          "the text has " + masks.size() + " masks; fill takes one, fillAll any number");
    }
    return masks.get(0);
  }

  /**
   * The likeliest tokens of every mask of every text: result {@code [text][mask]}, best first.
   *
   * @param topK how many a mask, 1 or more
   * @throws ModelException.Input when a text has no mask
   */
  List<List<List<MaskCandidate>>> fillAll(List<String> texts, int topK);

  /** The model's mask token, such as {@code <mask>}. */
  String maskToken();

  @Override
  void close();
}
