package io.github.langres.models;

import java.nio.file.Path;
import java.util.List;

/**
 * Finds the part of a text that answers a question.
 *
 * <pre>{@code
 * try (QuestionAnswerer model = QuestionAnswerer.open(Path.of("camembert-base-fquad"))) {
 *   Answer answer = model.answer("Où est né Victor Hugo ?", "Victor Hugo est né à Besançon.");
 *   System.out.println(answer.answer());
 * }
 * }</pre>
 *
 * <p>A long context is read in overlapping windows, nothing of it is left out; with {@link
 * LongText#ERROR} one that the model cannot read at once is refused.
 *
 * <p>Thread-safe. {@link #close()} is idempotent, waits for calls under way, and makes later ones
 * throw {@link IllegalStateException}.
 */
public interface QuestionAnswerer extends AutoCloseable {

  /** Opens a model folder with default options. */
  static QuestionAnswerer open(Path folder) {
    return open(ModelSource.folder(folder), ModelOptions.defaults());
  }

  /**
   * Opens a model.
   *
   * @throws ModelException when the folder is not sound, or has no question answering head
   */
  static QuestionAnswerer open(ModelSource source, ModelOptions options) {
    return ModelOpener.get().openQuestionAnswerer(source, options);
  }

  /** The best answer; empty when the context is. */
  default Answer answer(String question, String context) {
    return answers(List.of(new Question(question, context)), AnswerOptions.defaults())
        .get(0)
        .get(0);
  }

  /**
   * The best answers of each question, batched by length: {@code [question][answer]}, best first, 1
   * to {@code topK} each.
   *
   * @throws ModelException.Input when a question leaves no room for its context
   */
  List<List<Answer>> answers(List<Question> questions, AnswerOptions options);

  @Override
  void close();

  /** A question and the text that may answer it. */
  record Question(String question, String context) {}
}
