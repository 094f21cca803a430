package io.github.langres.models;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Sorts texts under the model's labels.
 *
 * <pre>{@code
 * try (TextClassifier router = TextClassifier.open(Path.of("camembert-routeur"))) {
 *   System.out.println(router.classify("Je n'ai plus d'électricité depuis ce matin.").best());
 * }
 * }</pre>
 *
 * <p>Scores are a softmax over the labels; a sigmoid each when {@code config.json} says {@code
 * multi_label_classification} or there is one label; the raw values for {@code regression}. With
 * {@link LongText#WINDOWS} the scores of a long text are the mean over its windows, weighted by
 * their tokens; in a pair, the windows slide over the second text.
 *
 * <p>Thread-safe. {@link #close()} is idempotent, waits for calls under way, and makes later ones
 * throw {@link IllegalStateException}.
 */
public interface TextClassifier extends AutoCloseable {

  /** Opens a model folder with default options. */
  static TextClassifier open(Path folder) {
    return open(ModelSource.folder(folder), ModelOptions.defaults());
  }

  /**
   * Opens a model.
   *
   * @throws ModelException when the folder is not sound, or has no classification head
   */
  static TextClassifier open(ModelSource source, ModelOptions options) {
    return ModelOpener.get().openTextClassifier(source, options);
  }

  /** Classifies one text. */
  default Classification classify(String text) {
    return classify(List.of(text)).get(0);
  }

  /** Classifies a pair, such as a premise and a hypothesis. */
  default Classification classify(String text, String pair) {
    return classifyPairs(List.of(new TextPair(text, pair))).get(0);
  }

  /** Classifies texts, batched by length; one result a text, in order. */
  List<Classification> classify(List<String> texts);

  /** Classifies pairs, batched by length; one result a pair, in order. */
  List<Classification> classifyPairs(List<TextPair> pairs);

  /** Classifies a stream of any length, as {@link TextEmbedder#embed(Stream)} embeds one. */
  default Stream<Classification> classify(Stream<String> texts) {
    return Chunks.map(texts, this::classify);
  }

  /** Classifies one text as {@link #classifyAsync(String, RequestOptions)} does. */
  default CompletableFuture<Classification> classifyAsync(String text) {
    return classifyAsync(text, RequestOptions.defaults());
  }

  /**
   * Classifies one text without holding a thread, in runs shared with other requests; see {@link
   * TextEmbedder#embedAsync(String, EmbedOptions, RequestOptions)}.
   *
   * @throws ModelException.Unsupported when this was opened without gathering
   */
  CompletableFuture<Classification> classifyAsync(String text, RequestOptions request);

  /** The labels, by class index. */
  List<String> labels();

  @Override
  void close();
}
