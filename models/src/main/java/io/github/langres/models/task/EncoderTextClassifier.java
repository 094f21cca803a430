package io.github.langres.models.task;

import io.github.langres.models.Classification;
import io.github.langres.models.Classification.ScoredLabel;
import io.github.langres.models.TextClassifier;
import io.github.langres.models.TextPair;
import io.github.langres.models.encoder.Encoder;
import io.github.langres.models.head.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sequence classification over the {@code logits} output, {@code [labels]} a row. */
public final class EncoderTextClassifier implements TextClassifier {
  private final Encoder encoder;
  private final List<String> labels;
  private final ScoreFunction function;

  /** Takes ownership of the encoder. */
  public EncoderTextClassifier(Encoder encoder, List<String> labels, ScoreFunction function) {
    this.encoder = encoder;
    this.labels = List.copyOf(labels);
    this.function = function;
  }

  @Override
  public List<Classification> classify(List<String> texts) {
    return run(encoder.rows(texts));
  }

  @Override
  public List<Classification> classifyPairs(List<TextPair> pairs) {
    return run(encoder.pairRows(pairs));
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  private List<Classification> run(Encoder.Rows rows) {
    Classification[] results = new Classification[rows.batch().rows()];
    encoder.run(
        rows.batch(),
        (row, output) -> {
          float[] logits = new float[labels.size()];
          output.values(Outputs.LOGITS).get(logits);
          results[row] = classification(logits, rows.leftOut()[row]);
        });
    return Arrays.asList(results);
  }

  private Classification classification(float[] logits, int leftOut) {
    float[] scores = function.apply(logits);
    List<ScoredLabel> best = new ArrayList<>(scores.length);
    for (int index : Scores.order(scores)) {
      best.add(new ScoredLabel(labels.get(index), scores[index]));
    }
    return new Classification(best, leftOut);
  }

  @Override
  public void close() {
    encoder.close();
  }
}
