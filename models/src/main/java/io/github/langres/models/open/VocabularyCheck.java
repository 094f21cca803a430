package io.github.langres.models.open;

import io.github.langres.models.ModelException;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.tokenizer.Tokenizer;
import java.util.Optional;

/**
 * Compares the ids that a tokenizer can give with the rows that the model embeds. An id beyond them
 * would fail the day a text brings it, on a GPU perhaps without a word; so it is refused on
 * opening. More rows than ids are usual: sizes are rounded up for speed.
 */
final class VocabularyCheck {
  private VocabularyCheck() {}

  static void require(ModelFolder folder, Tokenizer tokenizer) {
    problem(folder, tokenizer)
        .ifPresent(
            problem -> {
              throw new ModelException.Folder(
                  folder.path() + ": " + problem + "; take both from the same model");
            });
  }

  static Optional<String> problem(ModelFolder folder, Tokenizer tokenizer) {
    int rows = folder.config().intOr("vocab_size", 0);
    int ids = tokenizer.vocabularySize();
    return rows == 0 || ids <= rows
        ? Optional.empty()
        : Optional.of(
            "the tokenizer gives ids up to %d, but the model embeds %d tokens (vocab_size)"
                .formatted(ids - 1, rows));
  }
}
