package io.github.langres.models;

import java.nio.file.Path;
import java.util.List;

/**
 * Turns texts into weights over the vocabulary (SPLADE), for an inverted index: the largest {@code
 * log(1 + relu(logit))} of each token of the vocabulary over the tokens of the text; with {@link
 * LongText#WINDOWS} over those of all its windows.
 *
 * <pre>{@code
 * try (SparseEmbedder splade = SparseEmbedder.open(Path.of("spladev2-camembert-base-mmarcoFR"))) {
 *   SparseVector query = splade.embed("perte de passeport");
 *   System.out.println(query.dot(splade.embed("déclarer la perte d'un passeport")));
 * }
 * }</pre>
 *
 * <p>Thread-safe. {@link #close()} is idempotent, waits for calls under way, and makes later ones
 * throw {@link IllegalStateException}.
 */
public interface SparseEmbedder extends AutoCloseable {

  /** Opens a model folder with default options. */
  static SparseEmbedder open(Path folder) {
    return open(ModelSource.folder(folder), ModelOptions.defaults());
  }

  /**
   * Opens a model.
   *
   * @throws ModelException when the folder is not sound, or has no masked-language-model head
   */
  static SparseEmbedder open(ModelSource source, ModelOptions options) {
    return ModelOpener.get().openSparseEmbedder(source, options);
  }

  /** Embeds one text. */
  default SparseVector embed(String text) {
    return embed(List.of(text)).get(0);
  }

  /** Embeds texts, batched by length; in order. */
  List<SparseVector> embed(List<String> texts);

  @Override
  void close();
}
