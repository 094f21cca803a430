package io.github.langres.models;

import java.nio.file.Path;
import java.util.List;

/**
 * Turns texts into vectors whose cosine says how near their meanings are.
 *
 * <pre>{@code
 * try (TextEmbedder embedder = TextEmbedder.open(Path.of("sentence-camembert-base"))) {
 *   float[][] vectors = embedder.embed(List.of("perte de passeport", "acte de naissance"));
 * }
 * }</pre>
 *
 * <p>Pooling and normalization are those of the folder ({@code modules.json}); a folder without
 * them gets the mean over the tokens, as sentence-transformers does.
 *
 * <p>Thread-safe. {@link #close()} is idempotent, waits for calls under way, and makes later ones
 * throw {@link IllegalStateException}.
 */
public interface TextEmbedder extends AutoCloseable {

  /** Opens a model folder with default options. */
  static TextEmbedder open(Path folder) {
    return open(ModelSource.folder(folder), ModelOptions.defaults());
  }

  /**
   * Opens a model.
   *
   * @throws ModelException when the folder is not sound, or gives no hidden states
   */
  static TextEmbedder open(ModelSource source, ModelOptions options) {
    return ModelOpener.get().openTextEmbedder(source, options);
  }

  /** Embeds one text; {@code [dimensions]}. */
  default float[] embed(String text) {
    return embed(List.of(text))[0];
  }

  /** Embeds texts, batched by length; {@code [texts][dimensions]}, in order. */
  default float[][] embed(List<String> texts) {
    return embed(texts, EmbedOptions.defaults());
  }

  /** Embeds texts in another way than the folder says; {@code [texts][dimensions]}, in order. */
  float[][] embed(List<String> texts, EmbedOptions options);

  /** The length of a vector. */
  int dimensions();

  @Override
  void close();
}
