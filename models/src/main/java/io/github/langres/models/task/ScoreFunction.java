package io.github.langres.models.task;

import io.github.langres.models.head.Scores;
import io.github.langres.tokenizer.json.JsonObject;

/** How classification logits become scores, chosen as the {@code transformers} pipeline does. */
public enum ScoreFunction {
  SOFTMAX,
  SIGMOID,
  NONE;

  /**
   * Reads {@code problem_type} of {@code config.json}. One label is a sigmoid whatever the problem
   * type, but for regression; {@code function_to_apply} is not read: the pipeline of transformers 5
   * asks for it last, when the number of labels has decided already.
   */
  public static ScoreFunction of(JsonObject config, int labels) {
    String problem = config.string("problem_type", "");
    if (problem.equals("regression")) {
      return NONE;
    }
    return problem.equals("multi_label_classification") || labels == 1 ? SIGMOID : SOFTMAX;
  }

  float[] apply(float[] logits) {
    return switch (this) {
      case SOFTMAX -> Scores.softmax(logits);
      case SIGMOID -> Scores.sigmoid(logits);
      case NONE -> logits;
    };
  }
}
