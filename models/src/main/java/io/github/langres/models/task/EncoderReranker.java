package io.github.langres.models.task;

import io.github.langres.models.RankedDocument;
import io.github.langres.models.RequestOptions;
import io.github.langres.models.Reranker;
import io.github.langres.models.TextPair;
import io.github.langres.models.encoder.Call;
import io.github.langres.models.encoder.Encoder;
import io.github.langres.models.encoder.Rows;
import io.github.langres.models.head.Activation;
import io.github.langres.models.head.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A cross-encoder over the {@code logits} output, {@code [1]} a row. */
public final class EncoderReranker implements Reranker {
  private final Encoder encoder;
  private final Activation activation;

  /** Takes ownership of the encoder. */
  public EncoderReranker(Encoder encoder, Activation activation) {
    this.encoder = encoder;
    this.activation = activation;
  }

  @Override
  public List<List<RankedDocument>> rank(List<Query> queries) {
    return encoder.run(call(queries));
  }

  @Override
  public CompletableFuture<List<RankedDocument>> rankAsync(Query query, RequestOptions request) {
    return encoder.submit(() -> call(List.of(query)).map(rankings -> rankings.get(0)), request);
  }

  private Call<List<List<RankedDocument>>> call(List<Query> queries) {
    List<TextPair> pairs = new ArrayList<>();
    for (Query query : queries) {
      query.documents().forEach(document -> pairs.add(new TextPair(query.query(), document)));
    }
    Rows rows = encoder.pairRows(pairs, 1);
    float[] scores = new float[rows.batch().rows()];
    return new Call<>(
        rows.batch(),
        (row, output) -> scores[row] = (float) activation.of(output.values(Outputs.LOGITS).get()),
        () -> rankings(queries, rows, scores));
  }

  private static List<List<RankedDocument>> rankings(
      List<Query> queries, Rows rows, float[] scores) {
    float[] ofPairs = rows.max(scores);
    List<List<RankedDocument>> rankings = new ArrayList<>(queries.size());
    int first = 0;
    for (Query query : queries) {
      int end = first + query.documents().size();
      rankings.add(ranking(ofPairs, rows.leftOut(), first, end));
      first = end;
    }
    return rankings;
  }

  private static List<RankedDocument> ranking(float[] scores, int[] leftOut, int from, int to) {
    List<RankedDocument> ranking = new ArrayList<>(to - from);
    for (int index : Scores.order(Arrays.copyOfRange(scores, from, to))) {
      ranking.add(new RankedDocument(index, scores[from + index], leftOut[from + index]));
    }
    return ranking;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
