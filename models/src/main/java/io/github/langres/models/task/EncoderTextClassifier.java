package io.github.langres.models.task;

import io.github.langres.models.Classification;
import io.github.langres.models.RequestOptions;
import io.github.langres.models.TextClassifier;
import io.github.langres.models.TextPair;
import io.github.langres.models.encoder.Call;
import io.github.langres.models.encoder.Encoder;
import io.github.langres.models.encoder.Rows;
import io.github.langres.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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
    return encoder.run(call(encoder.rows(texts)));
  }

  @Override
  public CompletableFuture<Classification> classifyAsync(String text, RequestOptions request) {
    return encoder.submit(
        () -> call(encoder.rows(List.of(text))).map(results -> results.get(0)), request);
  }

  @Override
  public List<Classification> classifyPairs(List<TextPair> pairs) {
    // An empty second text is none, as in the pipeline of transformers.
    List<Encoding> encodings =
        pairs.stream()
            .map(
                pair ->
                    pair.pair().isEmpty()
                        ? encoder.tokenizer().encode(pair.text())
                        : encoder.tokenizer().encode(pair.text(), pair.pair()))
            .toList();
    return encoder.run(call(encoder.rowsOf(encodings, 1)));
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  private Call<List<Classification>> call(Rows rows) {
    float[][] scores = new float[rows.batch().rows()][];
    return new Call<>(
        rows.batch(),
        (row, output) -> {
          float[] logits = new float[labels.size()];
          output.values(Outputs.LOGITS).get(logits);
          scores[row] = function.apply(logits);
        },
        () -> results(rows, scores));
  }

  private List<Classification> results(Rows rows, float[][] scores) {
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
