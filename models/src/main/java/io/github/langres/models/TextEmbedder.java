package io.github.langres.models;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

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
 * sentence-transformers does. With {@link LongText#WINDOWS} the vector of a long text is the mean
 * of its windows' vectors, weighted by their tokens, and normalized again where the folder
 * normalizes; a prompt stands in the first window alone.
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

  /** Embeds a stream of any length as {@link #embed(Stream, EmbedOptions)} does. */
  default Stream<float[]> embed(Stream<String> texts) {
    return embed(texts, EmbedOptions.defaults());
  }

  /**
   * Embeds a stream of any length in constant memory: lazily, in chunks of up to 1,024 texts that
   * are batched by length; {@code [dimensions]} a text, in order. What a text throws is thrown at
   * its place, after the vectors of those before it. Closing the result closes neither the texts
   * nor this.
   *
   * <p>The first vector comes when a chunk is full or the texts end; for answers at once, embed one
   * by one.
   */
  default Stream<float[]> embed(Stream<String> texts, EmbedOptions options) {
    return Chunks.map(texts, chunk -> Arrays.asList(embed(chunk, options)));
  }

  /** Embeds one text as {@link #embedAsync(String, EmbedOptions, RequestOptions)} does. */
  default CompletableFuture<float[]> embedAsync(String text) {
    return embedAsync(text, EmbedOptions.defaults(), RequestOptions.defaults());
  }

  /**
   * Embeds one text without holding a thread, in runs shared with other requests: {@link
   * ModelOptions#withGathering}. The text is tokenized on the calling thread. Cancelling the
   * future, or its timeout, takes the request back and disturbs no other.
   *
   * <p>All failures are the future's: a text that the model cannot take, {@link
   * io.github.langres.engine.EngineException.Overloaded} when the queue is full, {@link
   * IllegalStateException} when this is closed before the answer. What hangs on the future without
   * {@code Async} runs on a thread that runs batches: keep it short.
   *
   * @throws ModelException.Unsupported when this was opened without gathering
   */
  CompletableFuture<float[]> embedAsync(String text, EmbedOptions options, RequestOptions request);

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
