package io.github.langres.models;

import java.util.List;

/**
 * The labels of one text.
 *
 * @param labels every label, best first
 * @param tokensLeftOut how many tokens of the text the model did not see
 */
public record Classification(List<ScoredLabel> labels, int tokensLeftOut) {
  public Classification {
    labels = List.copyOf(labels);
  }

  /** The label with the highest score. */
  public ScoredLabel best() {
    return labels.get(0);
  }

  /**
   * The labels that hold where several may: those with that score or more, best first.
   *
   * @param threshold such as 0.5 for scores that are probabilities
   */
  public List<ScoredLabel> above(float threshold) {
    return labels.stream().filter(label -> label.score() >= threshold).toList();
  }

  /** A label and its score. */
  public record ScoredLabel(String label, float score) {}
}
