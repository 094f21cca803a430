package io.github.langres.models.task;

import io.github.langres.models.Classification;
import io.github.langres.models.TextPair;
import io.github.langres.models.ZeroShotClassifier;
import io.github.langres.models.ZeroShotOptions;
import io.github.langres.models.encoder.Encoder;
import io.github.langres.models.encoder.Rows;
import io.github.langres.models.head.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Zero-shot classification by inference, over {@code logits}, {@code [labels of the model]}. */
public final class EncoderZeroShotClassifier implements ZeroShotClassifier {
  private final Encoder encoder;
  private final int width;
  private final int entailment;
  private final int contradiction;

  /**
   * Takes ownership of the encoder.
   *
   * @param labels the model's own labels, two or more, by class index
   */
  public EncoderZeroShotClassifier(Encoder encoder, List<String> labels) {
    this.encoder = encoder;
    this.width = labels.size();
    int named = -1;
    for (int i = labels.size() - 1; i >= 0; i--) {
      named = isEntailment(labels.get(i)) ? i : named;
    }
    this.entailment = named >= 0 ? named : width - 1;
    this.contradiction = entailment == 0 ? width - 1 : 0;
  }

  /** True for the name of a label that means that the hypothesis follows from the text. */
  public static boolean isEntailment(String label) {
    return label.toLowerCase(Locale.ROOT).startsWith("entail");
  }

  @Override
  public List<Classification> classify(
      List<String> texts, List<String> labels, ZeroShotOptions options) {
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("labels are empty; expected 1 or more");
    }
    List<String> hypotheses =
        labels.stream()
            .map(label -> options.template().replace(ZeroShotOptions.PLACE, label))
            .toList();
    List<TextPair> pairs = new ArrayList<>(texts.size() * labels.size());
    for (String text : texts) {
      hypotheses.forEach(hypothesis -> pairs.add(new TextPair(text, hypothesis)));
    }
    Rows rows = encoder.pairRows(pairs, 0);
    float[][] logits = new float[rows.batch().rows()][];
    encoder.run(
        rows.batch(),
        (row, output) -> {
          float[] values = new float[width];
          output.values(Outputs.LOGITS).get(values);
          logits[row] = values;
        });
    float[][] ofPairs = rows.mean(logits);
    List<Classification> results = new ArrayList<>(texts.size());
    for (int first = 0; first < pairs.size(); first += labels.size()) {
      int end = first + labels.size();
      float[] scores = scores(Arrays.copyOfRange(ofPairs, first, end), options.multiLabel());
      int leftOut = Arrays.stream(rows.leftOut(), first, end).max().orElse(0);
      results.add(Rankings.classification(labels, scores, leftOut));
    }
    return results;
  }

  private float[] scores(float[][] logits, boolean multiLabel) {
    float[] scores = new float[logits.length];
    if (!multiLabel && scores.length > 1) {
      for (int i = 0; i < scores.length; i++) {
        scores[i] = logits[i][entailment];
      }
      return Scores.softmax(scores);
    }
    // One label cannot compete with others, so its own probability is given.
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Scores.softmax(new float[] {logits[i][contradiction], logits[i][entailment]})[1];
    }
    return scores;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
