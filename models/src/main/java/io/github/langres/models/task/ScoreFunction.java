package io.github.langres.models.task;

import io.github.langres.models.head.Scores;
import io.github.langres.tokenizer.json.JsonObject;

/** How classification logits become scores, chosen as the {@code transformers} pipeline does. */
public enum ScoreFunction {
  SOFTMAX,
  SIGMOID,
  NONE;

  /** Reads {@code problem_type} and {@code function_to_apply} of {@code config.json}. */
  public static ScoreFunction of(JsonObject config, int labels) {
    String chosen = config.stringOr("function_to_apply", null);
    if (chosen != null) {
      return switch (chosen) {
        case "sigmoid" -> SIGMOID;
        case "softmax" -> SOFTMAX;
        default -> NONE;
      };
    }
    String problem = config.string("problem_type", "");
    return switch (problem) {
      case "multi_label_classification" -> SIGMOID;
      case "regression" -> NONE;
      case "single_label_classification" -> SOFTMAX;
      default -> labels == 1 ? SIGMOID : SOFTMAX;
    };
  }

  float[] apply(float[] logits) {
    return switch (this) {
      case SOFTMAX -> Scores.softmax(logits);
      case SIGMOID -> Scores.sigmoid(logits);
      case NONE -> logits;
    };
  }
}
