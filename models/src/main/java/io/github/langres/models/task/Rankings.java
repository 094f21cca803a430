package io.github.langres.models.task;

import io.github.langres.models.Classification;
import io.github.langres.models.Classification.ScoredLabel;
import io.github.langres.models.head.Scores;
import java.util.ArrayList;
import java.util.List;

/** Puts labels in order. */
final class Rankings {
  private Rankings() {}

  static Classification classification(List<String> labels, float[] scores, int leftOut) {
    List<ScoredLabel> best = new ArrayList<>(scores.length);
    for (int index : Scores.order(scores)) {
      best.add(new ScoredLabel(labels.get(index), scores[index]));
    }
    return new Classification(best, leftOut);
  }
}
