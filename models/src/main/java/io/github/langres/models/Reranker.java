package io.github.langres.models;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Orders documents by how well they answer a query, reading each together with it (a
 * cross-encoder): slower and sharper than comparing vectors.
 *
 * <pre>{@code
 * try (Reranker reranker = Reranker.open(Path.of("crossencoder-camembert-base-mmarcoFR"))) {
 *   List<String> notices = List.of("Horaires de la mairie", "Perte de passeport : que faire ?");
 *   int best = reranker.rank("j'ai perdu mon passeport", notices).get(0).index();
 * }
 * }</pre>
 *
 * <p>Scores are those of {@code CrossEncoder.predict} of sentence-transformers: the activation that
 * the folder names, a sigmoid when it names none. With {@link LongText#WINDOWS} a long document
 * scores as its best window.
 *
 * <p>Thread-safe. {@link #close()} is idempotent, waits for calls under way, and makes later ones
 * throw {@link IllegalStateException}.
 */
public interface Reranker extends AutoCloseable {

  /** Opens a model folder with default options. */
  static Reranker open(Path folder) {
    return open(ModelSource.folder(folder), ModelOptions.defaults());
  }

  /**
   * Opens a model.
   *
   * @throws ModelException when the folder is not sound, or its head does not give one score
   */
  static Reranker open(ModelSource source, ModelOptions options) {
    return ModelOpener.get().openReranker(source, options);
  }

  /** All documents, best first; of equal ones the first given. */
  default List<RankedDocument> rank(String query, List<String> documents) {
    return rank(List.of(new Query(query, documents))).get(0);
  }

  /** Ranks for several queries, batched by length; one ranking a query, in order. */
  List<List<RankedDocument>> rank(List<Query> queries);

  /** All documents, best first, without holding a thread. */
  default CompletableFuture<List<RankedDocument>> rankAsync(String query, List<String> documents) {
    return rankAsync(new Query(query, documents), RequestOptions.defaults());
  }

  /**
   * All documents, best first, without holding a thread, in runs shared with other requests; see
   * {@link TextEmbedder#embedAsync(String, EmbedOptions, RequestOptions)}. Each document takes a
   * place in the queue.
   *
   * @throws ModelException.Unsupported when this was opened without gathering
   */
  CompletableFuture<List<RankedDocument>> rankAsync(Query query, RequestOptions request);

  @Override
  void close();

  /** A query and the documents to order for it. */
  record Query(String query, List<String> documents) {
    public Query {
      documents = List.copyOf(documents);
    }
  }
}
