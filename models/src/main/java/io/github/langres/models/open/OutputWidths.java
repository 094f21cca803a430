package io.github.langres.models.open;

import io.github.langres.engine.TensorSpec;
import io.github.langres.models.ModelException;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.models.task.EncoderZeroShotClassifier;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the last axis of an output against what a task makes of it. */
final class OutputWidths {
  private static final Logger LOG = LoggerFactory.getLogger(OutputWidths.class);

  private OutputWidths() {}

  /** The labels of the config, checked against the width of the logits. */
  static List<String> labels(ModelFolder folder, TensorSpec logits) {
    List<String> labels = new ArrayList<>(folder.labels());
    int width = width(logits);
    if (labels.isEmpty()) {
      for (int i = 0; i < width; i++) {
        labels.add("LABEL_" + i);
      }
    }
    if (width >= 0 && width != labels.size()) {
      throw new ModelException.Folder(
          folder.path()
              + ": config.json id2label names "
              + labels.size()
              + " labels, but the model gives "
              + width
              + " scores");
    }
    if (labels.isEmpty()) {
      throw new ModelException.Folder(
          folder.path() + ": config.json names no labels (id2label), and the graph does not say");
    }
    return labels;
  }

  /** The labels of a model that tells entailment from contradiction. */
  static List<String> inferenceLabels(ModelFolder folder, TensorSpec logits) {
    List<String> labels = labels(folder, logits);
    if (labels.size() < 2) {
      throw new ModelException.Unsupported(
          folder.path()
              + " has one label, "
              + labels
              + "; zero-shot classification needs a model of natural language inference, which"
              + " tells entailment from contradiction");
    }
    if (labels.stream().noneMatch(EncoderZeroShotClassifier::isEntailment)) {
      LOG.warn(
          "{}: none of the labels {} is named after entailment; the last one is taken for it, as"
              + " transformers does. Name it in id2label of config.json",
          folder.path(),
          labels);
    }
    return labels;
  }

  /** Refuses a classifier of several labels where one score is needed. */
  static void requireOneScore(ModelFolder folder, TensorSpec logits) {
    int width = width(logits);
    int scores = width >= 0 ? width : folder.labels().size();
    if (scores != 1) {
      throw new ModelException.Unsupported(
          folder.path()
              + " gives "
              + scores
              + " scores a pair; a reranker gives one. Use TextClassifier for its labels");
    }
  }

  /** The width of the hidden states, -1 when neither graph nor config says. */
  static int hidden(ModelFolder folder, OpenEncoder open) {
    int width = width(open.output());
    return width >= 0 ? width : folder.config().intOr("hidden_size", -1);
  }

  /** The size of the last axis, or -1 when the graph does not say. */
  private static int width(TensorSpec output) {
    String last = output.dimensions().get(output.rank() - 1);
    return last.matches("\\d{1,9}") ? Integer.parseInt(last) : -1;
  }
}
