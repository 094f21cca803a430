package io.github.langres.engine.sample;

import java.nio.FloatBuffer;

/**
 * Natural logarithms of the probabilities that the model itself gives: the log-softmax of its
 * logits before any processing. One owner at a time; allocates nothing after the first use.
 */
public final class LogProbabilities {
  private final TopValues top = new TopValues();
  private float[] logits = {};
  private int size;
  private double logTotal;
  private int[] topIds = {};

  /**
   * Reads the logits of one position.
   *
   * @param raw {@code [vocabulary]} from the buffer's position to its limit, both left as they are
   * @param topCount how many of the most likely ids to find
   */
  public void read(FloatBuffer raw, int topCount) {
    size = raw.remaining();
    if (logits.length < size) {
      logits = new float[size];
    }
    raw.get(raw.position(), logits, 0, size);
    float max = logits[Largest.index(logits, size)];
    double total = 0;
    for (int i = 0; i < size; i++) {
      total += StableMath.exp((double) logits[i] - max);
    }
    logTotal = max + StrictMath.log(total);
    findTop(Math.min(topCount, size));
  }

  private void findTop(int count) {
    if (topIds.length != count) {
      topIds = new int[count];
    }
    if (count == 0) {
      return;
    }
    float smallest = top.smallest(logits, size, count);
    int found = 0;
    for (int id = 0; id < size; id++) {
      if (logits[id] >= smallest) {
        found = insert(id, found);
      }
    }
  }

  /** Keeps the ids sorted, the likeliest first, of equals the lowest first. */
  private int insert(int id, int found) {
    int place = found;
    while (place > 0 && logits[topIds[place - 1]] < logits[id]) {
      place--;
    }
    if (place == topIds.length) {
      return found;
    }
    int moved = Math.min(found, topIds.length - 1) - place;
    System.arraycopy(topIds, place, topIds, place + 1, moved);
    topIds[place] = id;
    return Math.min(found + 1, topIds.length);
  }

  /** The logarithm of the probability of an id. */
  public float of(int id) {
    return (float) (logits[id] - logTotal);
  }

  /** How many of the most likely ids were found. */
  public int topCount() {
    return topIds.length;
  }

  /** A most likely id; rank 0 is the likeliest, of equals the lowest. */
  public int topId(int rank) {
    return topIds[rank];
  }
}
