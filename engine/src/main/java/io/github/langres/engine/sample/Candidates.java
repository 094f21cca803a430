package io.github.langres.engine.sample;

/**
 * The ids that temperature, top-k, top-p and min-p leave, and their weights: probabilities times a
 * common factor.
 */
final class Candidates {
  // Wider than what the rounding of a logarithm can do.
  private static final double SLACK = 1e-3;

  private final TopValues top = new TopValues();
  private int[] ids = {};
  private double[] weights = {};
  private int count;

  /** Chooses among the logits, which are divided by the temperature in place. */
  void select(float[] logits, int size, SamplingOptions options) {
    if (options.temperature() != 1) {
      float temperature = options.temperature();
      for (int i = 0; i < size; i++) {
        logits[i] /= temperature;
      }
    }
    float max = logits[Largest.index(logits, size)];
    gather(logits, size, max, lowest(logits, size, max, options));
    if (options.topP() < 1) {
      keepTopP(options.topP());
    }
    if (options.minP() > 0) {
      keepAtLeast(options.minP());
    }
  }

  /** No logit below this one can survive; no exponential is spent on it. */
  private float lowest(float[] logits, int size, float max, SamplingOptions options) {
    float lowest = -Float.MAX_VALUE;
    if (options.topK() > 0 && options.topK() < size) {
      lowest = Math.max(lowest, top.smallest(logits, size, options.topK()));
    }
    // With top-p, what min-p drops still counts in the total.
    if (options.minP() > 0 && options.topP() == 1) {
      lowest = Math.max(lowest, (float) (max + StrictMath.log(options.minP()) - SLACK));
    }
    return lowest;
  }

  private void gather(float[] logits, int size, float max, float lowest) {
    if (ids.length < size) {
      ids = new int[size];
      weights = new double[size];
    }
    count = 0;
    for (int id = 0; id < size; id++) {
      if (logits[id] >= lowest) {
        ids[count] = id;
        weights[count++] = StableMath.exp((double) logits[id] - max);
      }
    }
  }

  /**
   * Keeps the likeliest ids until what all others have together is at most 1 - p. First drops in
   * one pass those that are certain to go: each below an equal share of 1 - p. What is left is a
   * heap that is emptied from the top, so that only what is kept is ever sorted.
   */
  private void keepTopP(float p) {
    double total = total();
    double cut = (1 - (double) p) * total;
    double negligible = cut / count;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (weights[i] > negligible) {
        ids[kept] = ids[i];
        weights[kept++] = weights[i];
      }
    }
    for (int parent = kept / 2 - 1; parent >= 0; parent--) {
      siftDown(parent, kept);
    }
    // The sorted ones gather behind the heap, the likeliest last.
    int heap = kept;
    double rest = total;
    do {
      rest -= weights[0];
      heap--;
      swap(0, heap);
      siftDown(0, heap);
    } while (heap > 0 && rest > cut);
    count = kept - heap;
    System.arraycopy(ids, heap, ids, 0, count);
    System.arraycopy(weights, heap, weights, 0, count);
  }

  private void siftDown(int from, int size) {
    int parent = from;
    while (2 * parent + 1 < size) {
      int child = 2 * parent + 1;
      if (child + 1 < size && isLikelier(child + 1, child)) {
        child++;
      }
      if (!isLikelier(child, parent)) {
        return;
      }
      swap(parent, child);
      parent = child;
    }
  }

  private boolean isLikelier(int a, int b) {
    return weights[a] > weights[b] || (weights[a] == weights[b] && ids[a] < ids[b]);
  }

  private void swap(int a, int b) {
    int id = ids[a];
    ids[a] = ids[b];
    ids[b] = id;
    double weight = weights[a];
    weights[a] = weights[b];
    weights[b] = weight;
  }

  /** The likeliest has weight 1. */
  private void keepAtLeast(double weight) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (weights[i] >= weight) {
        ids[kept] = ids[i];
        weights[kept++] = weights[i];
      }
    }
    count = kept;
  }

  /** The id at a point of the distribution, in [0, 1). */
  int at(double point) {
    double left = point * total();
    for (int i = 0; i < count - 1; i++) {
      left -= weights[i];
      if (left < 0) {
        return ids[i];
      }
    }
    return ids[count - 1];
  }

  int count() {
    return count;
  }

  int id(int index) {
    return ids[index];
  }

  double weight(int index) {
    return weights[index];
  }

  double total() {
    double total = 0;
    for (int i = 0; i < count; i++) {
      total += weights[i];
    }
    return total;
  }
}
