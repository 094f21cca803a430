package io.github.langres.models.task;

import io.github.langres.models.Aggregation;
import io.github.langres.models.Entities;
import io.github.langres.models.RequestOptions;
import io.github.langres.models.TokenClassifier;
import io.github.langres.models.encoder.Call;
import io.github.langres.models.encoder.Encoder;
import io.github.langres.models.encoder.Rows;
import io.github.langres.models.encoder.Window;
import io.github.langres.models.head.EntityGrouping;
import io.github.langres.models.head.Scores;
import io.github.langres.models.head.TokenScores;
import io.github.langres.tokenizer.Encoding;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Token classification over the {@code logits} output, {@code [tokens, labels]} a row. */
public final class EncoderTokenClassifier implements TokenClassifier {
  private final Encoder encoder;
  private final List<String> labels;
  private final SubwordRule subwords;
  private final EntityGrouping grouping;

  /** Takes ownership of the encoder. */
  public EncoderTokenClassifier(Encoder encoder, List<String> labels, SubwordRule subwords) {
    this.encoder = encoder;
    this.labels = List.copyOf(labels);
    this.subwords = subwords;
    this.grouping = new EntityGrouping(labels);
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public List<Entities> entities(List<String> texts, Aggregation aggregation) {
    return encoder.run(call(texts, aggregation));
  }

  @Override
  public CompletableFuture<Entities> entitiesAsync(
      String text, Aggregation aggregation, RequestOptions request) {
    return encoder.submit(
        () -> call(List.of(text), aggregation).map(results -> results.get(0)), request);
  }

  private Call<List<Entities>> call(List<String> texts, Aggregation aggregation) {
    List<Encoding> encodings = texts.stream().map(encoder.tokenizer()::encode).toList();
    List<List<Window>> windows =
        encodings.stream().map(encoding -> encoder.windows(encoding, 0)).toList();
    Rows rows = Rows.ofWindows(windows, false);
    float[][][] scores = new float[rows.batch().rows()][][];
    return new Call<>(
        rows.batch(),
        (row, output) ->
            scores[row] = scores(output.values(Outputs.LOGITS), rows.batch().length(row)),
        () -> {
          List<Entities> results = new ArrayList<>(texts.size());
          int row = 0;
          for (int text = 0; text < texts.size(); text++) {
            List<Window> parts = windows.get(text);
            Encoding seen = parts.size() == 1 ? parts.get(0).encoding() : encodings.get(text);
            float[][][] ofText = Arrays.copyOfRange(scores, row, row + parts.size());
            row += ofText.length;
            TokenScores tokens = tokens(texts.get(text), seen, WindowScores.merge(parts, ofText));
            results.add(
                new Entities(
                    grouping.entities(texts.get(text), tokens, aggregation), rows.leftOut()[text]));
          }
          return results;
        });
  }

  private float[][] scores(FloatBuffer logits, int tokens) {
    float[][] scores = new float[tokens][];
    float[] ofToken = new float[labels.size()];
    for (int i = 0; i < tokens; i++) {
      logits.get(logits.position() + i * ofToken.length, ofToken);
      scores[i] = Scores.softmax(ofToken);
    }
    return scores;
  }

  /** Joins the text's own tokens, in order, with their scores. */
  private TokenScores tokens(String text, Encoding encoding, float[][] scores) {
    int[] offsets = new int[2 * scores.length];
    boolean[] continues = new boolean[scores.length];
    int n = 0;
    for (int i = 0; i < encoding.length(); i++) {
      if (encoding.sequenceIds()[i] >= 0) {
        System.arraycopy(encoding.offsets(), 2 * i, offsets, 2 * n, 2);
        continues[n++] = subwords.continues(text, encoding, i);
      }
    }
    return new TokenScores(offsets, continues, scores);
  }

  @Override
  public void close() {
    encoder.close();
  }
}
