package io.github.langres.models;

import java.nio.file.Path;
import java.util.List;

/**
 * Turns texts into one vector a token (ColBERT), of length 1, to compare by {@link
 * Similarity#maxSim}.
 *
 * <pre>{@code
 * try (TokenEmbedder colbert = TokenEmbedder.open(Path.of("colbert-camembert"))) {
 *   float[][] query = colbert.embed("perte de passeport");
 *   System.out.println(Similarity.maxSim(query, colbert.embed("déclarer une perte")));
 * }
 * }</pre>
 *
 * <p>Thread-safe. {@link #close()} is idempotent, waits for calls under way, and makes later ones
 * throw {@link IllegalStateException}.
 */
public interface TokenEmbedder extends AutoCloseable {

  /** Opens a model folder with default options. */
  static TokenEmbedder open(Path folder) {
    return open(ModelSource.folder(folder), ModelOptions.defaults());
  }

  /**
   * Opens a model. Dense layers that {@code modules.json} lists are applied to every token.
   *
   * @throws ModelException when the folder is not sound, or gives no hidden states
   */
  static TokenEmbedder open(ModelSource source, ModelOptions options) {
    return ModelOpener.get().openTokenEmbedder(source, options);
  }

  /** Embeds one text; {@code [tokens][dimensions]}, special tokens included. */
  default float[][] embed(String text) {
    return embed(List.of(text)).get(0);
  }

  /** Embeds texts, batched by length; in order. */
  List<float[][]> embed(List<String> texts);

  @Override
  void close();
}
