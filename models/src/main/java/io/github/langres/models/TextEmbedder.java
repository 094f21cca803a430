package io.github.langres.models;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Turns texts into vectors whose cosine says how near their meanings are.
 *
 * <pre>{@code
 * try (TextEmbedder embedder = TextEmbedder.open(Path.of("sentence-camembert-base"))) {
 *   float[][] vectors = embedder.embed(List.of("perte de passeport", "acte de naissance"));
 * }
 * }</pre>
 *
 * <p>Pooling, dense layers, normalization, prompts and the longest text are those of the folder
 * ({@code modules.json} and what it lists); a folder without them gets the mean over the tokens, as
 * sentence-transformers does.
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

  /**
   * Embeds texts in another way than the folder says; {@code [texts][dimensions]}, in order.
   *
   * @throws ModelException.Input when the folder has no such prompt, or not so many dimensions
   */
  float[][] embed(List<String> texts, EmbedOptions options);

  /**
   * The prompts of the folder by name ({@code config_sentence_transformers.json}), to choose from
   * with {@link EmbedOptions#withPromptName}. The one that the folder makes the default goes before
   * every text unless another is chosen.
   */
  Map<String, String> prompts();

  /** The length of a vector. */
  int dimensions();

  @Override
  void close();
}
