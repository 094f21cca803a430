package io.github.langres.models;

import java.nio.file.Path;

/**
 * The numbers of a model before any task reads them, to compare with another implementation.
 *
 * <p>Thread-safe. {@link #close()} is idempotent, waits for calls under way, and makes later ones
 * throw {@link IllegalStateException}.
 */
public interface ForwardPass extends AutoCloseable {

  /** Opens a model folder with default options. */
  static ForwardPass open(Path folder) {
    return open(ModelSource.folder(folder), ModelOptions.defaults());
  }

  /**
   * Opens a model with the head that its {@code config.json} names.
   *
   * @throws ModelException when the folder is not sound
   */
  static ForwardPass open(ModelSource source, ModelOptions options) {
    return ModelOpener.get().openForwardPass(source, options);
  }

  /**
   * Encodes the text with special tokens and runs it.
   *
   * @throws ModelException.Unsupported when the folder has no tokenizer
   */
  FloatTensor forward(String text);

  /** Runs these ids as they are; a pair's second text has type ids of its own. */
  FloatTensor forward(int[] ids, int[] typeIds);

  @Override
  void close();

  /**
   * Numbers and their shape; the arrays are the caller's own.
   *
   * @param shape one size an axis, without the batch axis: {@code [tokens, hidden]} for hidden
   *     states, {@code [tokens, vocabulary]} or {@code [labels]} for logits, {@code [2, tokens]}
   *     for the start and end logits of question answering
   * @param data row after row
   */
  record FloatTensor(long[] shape, float[] data) {}
}
