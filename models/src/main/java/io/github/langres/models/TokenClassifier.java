package io.github.langres.models;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Finds the names in a text: persons, places, organizations, or whatever the model labels.
 *
 * <pre>{@code
 * try (TokenClassifier ner = TokenClassifier.open(Path.of("camembert-ner"))) {
 *   ner.entities("L'Union européenne salue Marie Curie.").forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>With {@link LongText#WINDOWS} a long text is read in overlapping windows, and each token keeps
 * the scores of the window where it has most context on its shorter side.
 *
 * <p>Thread-safe. {@link #close()} is idempotent, waits for calls under way, and makes later ones
 * throw {@link IllegalStateException}.
 */
public interface TokenClassifier extends AutoCloseable {

  /** Opens a model folder with default options. */
  static TokenClassifier open(Path folder) {
    return open(ModelSource.folder(folder), ModelOptions.defaults());
  }

  /**
   * Opens a model.
   *
   * @throws ModelException when the folder is not sound, or has no token classification head
   */
  static TokenClassifier open(ModelSource source, ModelOptions options) {
    return ModelOpener.get().openTokenClassifier(source, options);
  }

  /** The entities of one text, by {@link Aggregation#SIMPLE}. */
  default Entities entities(String text) {
    return entities(text, Aggregation.SIMPLE);
  }

  /** The entities of one text. */
  default Entities entities(String text, Aggregation aggregation) {
    return entities(List.of(text), aggregation).get(0);
  }

  /**
   * The entities of texts, batched by length; one result a text, in order.
   *
   * @throws ModelException.Input when a text is too long and the options say so
   */
  List<Entities> entities(List<String> texts, Aggregation aggregation);

  /** The entities of a stream of any length, as {@link TextEmbedder#embed(Stream)} embeds one. */
  default Stream<Entities> entities(Stream<String> texts, Aggregation aggregation) {
    return Chunks.map(texts, chunk -> entities(chunk, aggregation));
  }

  /** The entities of one text, by {@link Aggregation#SIMPLE}, without holding a thread. */
  default CompletableFuture<Entities> entitiesAsync(String text) {
    return entitiesAsync(text, Aggregation.SIMPLE, RequestOptions.defaults());
  }

  /**
   * The entities of one text without holding a thread, in runs shared with other requests; see
   * {@link TextEmbedder#embedAsync(String, EmbedOptions, RequestOptions)}.
   *
   * @throws ModelException.Unsupported when this was opened without gathering
   */
  CompletableFuture<Entities> entitiesAsync(
      String text, Aggregation aggregation, RequestOptions request);

  /** The labels, by class index. */
  List<String> labels();

  @Override
  void close();
}
