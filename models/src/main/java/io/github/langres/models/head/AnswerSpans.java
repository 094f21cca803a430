package io.github.langres.models.head;

import java.util.ArrayList;
import java.util.List;

/**
 * The best spans of one window of a context, as the question-answering pipeline of {@code
 * transformers} found them: start and end probabilities over the context and the first token, whose
 * product for the first token is the score of "no answer".
 *
 * @param spans best first
 * @param nullScore how likely the window holds no answer
 */
public record AnswerSpans(List<Span> spans, float nullScore) {
  private static final float HIDDEN = -10000;

  /**
   * A span of tokens.
   *
   * @param first its first token in the window
   * @param last its last, inclusive
   */
  public record Span(float score, int first, int last) {}

  /**
   * Searches a window of {@code n} tokens.
   *
   * @param start {@code [n]} start logits
   * @param end {@code [n]} end logits
   * @param context {@code [n]} true for the tokens of the context, where alone answers lie
   * @param maxTokens the longest span
   * @param topK how many spans
   */
  public static AnswerSpans search(
      float[] start, float[] end, boolean[] context, int maxTokens, int topK) {
    float[] starts = probabilities(start, context);
    float[] ends = probabilities(end, context);
    List<Span> best = new ArrayList<>(topK + 1);
    for (int i = 0; i < starts.length; i++) {
      for (int j = i; context[i] && j < ends.length && j - i < maxTokens && context[j]; j++) {
        // The first token is the null answer even in a model whose template begins with context.
        float score = i == 0 || j == 0 ? 0 : starts[i] * ends[j];
        if (best.size() < topK || score > best.get(topK - 1).score) {
          insert(best, new Span(score, i, j), topK);
        }
      }
    }
    return new AnswerSpans(best, starts[0] * ends[0]);
  }

  private static void insert(List<Span> best, Span span, int topK) {
    int at = best.size();
    while (at > 0 && best.get(at - 1).score < span.score) {
      at--;
    }
    best.add(at, span);
    if (best.size() > topK) {
      best.remove(topK);
    }
  }

  private static float[] probabilities(float[] logits, boolean[] context) {
    float[] kept = logits.clone();
    for (int i = 1; i < kept.length; i++) {
      kept[i] = context[i] ? kept[i] : HIDDEN;
    }
    return Scores.softmax(kept);
  }
}
