package io.github.langres.models.task;

import io.github.langres.models.Classification;
import io.github.langres.models.TextClassifier;
import io.github.langres.models.TextPair;
import io.github.langres.models.encoder.Encoder;
import io.github.langres.models.encoder.Rows;
import java.util.ArrayList;
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
    // An empty second text is none, as in the pipeline of transformers.
    return run(
        encoder.rowsOf(
            pairs.stream()
                .map(
                    pair ->
                        pair.pair().isEmpty()
                            ? encoder.tokenizer().encode(pair.text())
                            : encoder.tokenizer().encode(pair.text(), pair.pair()))
                .toList(),
            1));
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  private List<Classification> run(Rows rows) {
    float[][] scores = new float[rows.batch().rows()][];
    encoder.run(
        rows.batch(),
        (row, output) -> {
          float[] logits = new float[labels.size()];
          output.values(Outputs.LOGITS).get(logits);
          scores[row] = function.apply(logits);
        });
    float[][] ofTexts = rows.mean(scores);
    List<Classification> results = new ArrayList<>(rows.texts());
    for (int text = 0; text < rows.texts(); text++) {
      results.add(Rankings.classification(labels, ofTexts[text], rows.leftOut()[text]));
    }
    return results;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
