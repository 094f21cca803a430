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

  /** A label and its score. */
  public record ScoredLabel(String label, float score) {}
}
