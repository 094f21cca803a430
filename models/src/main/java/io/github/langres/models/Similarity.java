package io.github.langres.models;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Compares vectors. Sums are taken in double precision; both sides must be equally long. */
public final class Similarity {
  /** Best first; of equal ones the first. */
  private static final Comparator<Match> BEST_FIRST =
      Comparator.comparingDouble(Match::score).reversed().thenComparingInt(Match::index);

  private Similarity() {}

  /** The dot product; the cosine when both are normalized. */
  public static float dot(float[] a, float[] b) {
    requireSameLength(a, b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return (float) sum;
  }

  /** The cosine of the angle between them, -1 to 1; 0 when one is all zeros. */
  public static float cosine(float[] a, float[] b) {
    requireSameLength(a, b);
    double dot = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squaresOfA += (double) a[i] * a[i];
      squaresOfB += (double) b[i] * b[i];
    }
    double norms = Math.sqrt(squaresOfA) * Math.sqrt(squaresOfB);
    return norms == 0 ? 0 : (float) (dot / norms);
  }

  /**
   * The {@code k} vectors of highest cosine with the query, best first; of equal ones the first.
   *
   * @param vectors {@code [vectors][dimensions]}
   */
  public static List<Match> search(float[] query, float[][] vectors, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k must be 1 or more, got " + k);
    }
    PriorityQueue<Match> worstFirst = new PriorityQueue<>(BEST_FIRST.reversed());
    for (int i = 0; i < vectors.length; i++) {
      worstFirst.add(new Match(i, cosine(query, vectors[i])));
      if (worstFirst.size() > k) {
        worstFirst.remove();
      }
    }
    List<Match> best = new ArrayList<>(worstFirst);
    best.sort(BEST_FIRST);
    return best;
  }

  /**
   * ColBERT's relevance of a document: each token of the query counts with its best match.
   *
   * @param query {@code [tokens][dimensions]}, each of length 1
   * @param document likewise; without tokens it scores 0
   */
  public static float maxSim(float[][] query, float[][] document) {
    double sum = 0;
    for (float[] token : query) {
      double best = document.length == 0 ? 0 : Double.NEGATIVE_INFINITY;
      for (float[] other : document) {
        best = Math.max(best, dot(token, other));
      }
      sum += best;
    }
    return (float) sum;
  }

  private static void requireSameLength(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "vectors of different lengths: " + a.length + " and " + b.length);
    }
  }

  /**
   * A vector that was found.
   *
   * @param index its row
   * @param score its cosine with the query
   */
  public record Match(int index, float score) {}
}
