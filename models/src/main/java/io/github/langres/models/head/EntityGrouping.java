package io.github.langres.models.head;

import io.github.langres.models.Aggregation;
import io.github.langres.models.Entity;
import java.util.ArrayList;
import java.util.List;

/**
 * Tokens with scores to entities, in two steps: spans, each a token or a word with one label; then
 * neighbouring spans of one label join. Mirrors the token-classification pipeline of {@code
 * transformers}, oddities included: spans join across what lies between them, and the label of an
 * entity is what follows the first hyphen, whatever precedes it.
 */
public final class EntityGrouping {
  private static final String OUTSIDE = "O";

  private final List<String> labels;

  /** Groups by these labels, by class index. */
  public EntityGrouping(List<String> labels) {
    this.labels = List.copyOf(labels);
  }

  /** The entities of a text, in text order. */
  public List<Entity> entities(String text, TokenScores tokens, Aggregation aggregation) {
    List<Span> spans =
        switch (aggregation) {
          case NONE, SIMPLE -> tokens(tokens);
          case FIRST, AVERAGE, MAX -> subwords(tokens, aggregation);
          case WORD -> words(text, tokens);
        };
    List<Span> kept = aggregation == Aggregation.NONE ? spans : joined(spans);
    List<Entity> entities = new ArrayList<>();
    for (Span span : kept) {
      if (!span.label.equals(OUTSIDE)) {
        entities.add(
            new Entity(
                span.label,
                span.score,
                span.start,
                span.end,
                text.substring(span.start, span.end)));
      }
    }
    return entities;
  }

  private record Span(String label, float score, int start, int end) {}

  private Span span(float[] scores, int start, int end) {
    int best = best(scores);
    return new Span(labels.get(best), scores[best], start, end);
  }

  private List<Span> tokens(TokenScores tokens) {
    List<Span> spans = new ArrayList<>(tokens.length());
    for (int i = 0; i < tokens.length(); i++) {
      spans.add(span(tokens.scores()[i], tokens.start(i), tokens.end(i)));
    }
    return spans;
  }

  /** Words as the tokenizer makes them. */
  private List<Span> subwords(TokenScores tokens, Aggregation aggregation) {
    List<Span> spans = new ArrayList<>();
    for (int from = 0; from < tokens.length(); ) {
      int to = from + 1;
      while (to < tokens.length() && tokens.subword()[to]) {
        to++;
      }
      float[] scores =
          switch (aggregation) {
            case FIRST -> tokens.scores()[from];
            case MAX -> surest(tokens.scores(), from, to);
            default -> mean(tokens.scores(), from, to);
          };
      spans.add(span(scores, tokens.start(from), tokens.end(to - 1)));
      from = to;
    }
    return spans;
  }

  private static float[] surest(float[][] scores, int from, int to) {
    float[] surest = scores[from];
    for (int i = from + 1; i < to; i++) {
      surest = scores[i][best(scores[i])] > surest[best(surest)] ? scores[i] : surest;
    }
    return surest;
  }

  private static float[] mean(float[][] scores, int from, int to) {
    double[] sums = new double[scores[from].length];
    for (int i = from; i < to; i++) {
      add(sums, scores[i], 1);
    }
    return divided(sums, to - from);
  }

  /**
   * Words as French makes them. A token that lies in several words, as {@code d'E} does, counts in
   * each by its letters there; a word that no token covers is left out.
   */
  private List<Span> words(String text, TokenScores tokens) {
    int[] words = FrenchWords.split(text);
    List<Span> spans = new ArrayList<>();
    int first = 0;
    for (int w = 0; w < words.length; w += 2) {
      while (first < tokens.length() && tokens.end(first) <= words[w]) {
        first++;
      }
      double[] sums = new double[labels.size()];
      double letters = 0;
      for (int i = first; i < tokens.length() && tokens.start(i) < words[w + 1]; i++) {
        int overlap = Math.min(tokens.end(i), words[w + 1]) - Math.max(tokens.start(i), words[w]);
        if (overlap > 0) {
          add(sums, tokens.scores()[i], overlap);
          letters += overlap;
        }
      }
      if (letters > 0) {
        spans.add(span(divided(sums, letters), words[w], words[w + 1]));
      }
    }
    return spans;
  }

  private static List<Span> joined(List<Span> spans) {
    List<Span> groups = new ArrayList<>();
    for (int from = 0; from < spans.size(); ) {
      int to = from + 1;
      double sum = spans.get(from).score;
      while (to < spans.size() && continues(spans.get(to).label, spans.get(to - 1).label)) {
        sum += spans.get(to++).score;
      }
      String label = spans.get(from).label;
      groups.add(
          new Span(
              label.substring(label.indexOf('-') + 1),
              (float) (sum / (to - from)),
              spans.get(from).start,
              spans.get(to - 1).end));
      from = to;
    }
    return groups;
  }

  private static boolean continues(String label, String previous) {
    return !label.startsWith("B-") && tag(label).equals(tag(previous));
  }

  private static String tag(String label) {
    return label.startsWith("B-") || label.startsWith("I-") ? label.substring(2) : label;
  }

  private static int best(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }

  private static void add(double[] sums, float[] values, double weight) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += weight * values[i];
    }
  }

  private static float[] divided(double[] sums, double divisor) {
    float[] quotients = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      quotients[i] = (float) (sums[i] / divisor);
    }
    return quotients;
  }
}
