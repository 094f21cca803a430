package io.github.langres.engine.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Which rows run together. The plan costs the fewest padded tokens plus batch overheads of all
 * plans within the limits, in whatever order the rows come.
 *
 * <p>Why it is the best one: swapping a short row of one batch with a longer row of a batch whose
 * longest is shorter never makes either batch wider, so some best plan is a cut of the sorted rows
 * into runs; a shortest path over the cuts finds it. A greedy fill of the budget is not the best:
 * it pads a 5-token text to 250 because there was room.
 *
 * <p>Longest rows first: the buffers reach their size in the first batches, and short batches come
 * last, where they even out the workers' finishing times. Equal inputs give equal plans.
 */
public record BatchPlan(List<Batch> batches) {
  public BatchPlan {
    batches = List.copyOf(batches);
  }

  /**
   * The rows of one batch.
   *
   * @param rows indices into the lengths, longest first, rows of equal length in their order;
   *     shared, not copied
   * @param width the tokens of the longest row
   */
  public record Batch(int[] rows, int width) {
    /** The tokens that the batch computes, padding included. */
    public long paddedTokens() {
      return (long) rows.length * width;
    }
  }

  /** Plans within a token budget only. */
  public static BatchPlan plan(int[] lengths, int tokenBudget) {
    return plan(lengths, BatchLimits.ofTokens(tokenBudget));
  }

  /**
   * Plans within the limits; takes time in proportion to the rows times the rows of a batch.
   *
   * @param lengths the tokens of each row, 0 or more
   */
  public static BatchPlan plan(int[] lengths, BatchLimits limits) {
    int[] order = longestFirst(lengths);
    int[] cuts = bestCuts(lengths, order, limits);
    List<Batch> batches = new ArrayList<>();
    for (int end = order.length; end > 0; end = cuts[end]) {
      int start = cuts[end];
      batches.add(new Batch(Arrays.copyOfRange(order, start, end), lengths[order[start]]));
    }
    Collections.reverse(batches);
    return new BatchPlan(batches);
  }

  /** The tokens that the plan computes, padding included. */
  public long paddedTokens() {
    long sum = 0;
    for (Batch batch : batches) {
      sum += batch.paddedTokens();
    }
    return sum;
  }

  private static int[] longestFirst(int[] lengths) {
    long[] keys = new long[lengths.length];
    for (int row = 0; row < lengths.length; row++) {
      if (lengths[row] < 0) {
        throw new IllegalArgumentException("row " + row + " has the length " + lengths[row]);
      }
      keys[row] = (long) (Integer.MAX_VALUE - lengths[row]) << Integer.SIZE | row;
    }
    Arrays.sort(keys);
    int[] order = new int[lengths.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) keys[i];
    }
    return order;
  }

  /** For each end of a run of sorted rows, where the last batch before that end starts. */
  private static int[] bestCuts(int[] lengths, int[] order, BatchLimits limits) {
    int rows = order.length;
    int[] cuts = new int[rows + 1];
    long[] costs = new long[rows + 1];
    Arrays.fill(costs, 1, rows + 1, Long.MAX_VALUE);
    for (int start = 0; start < rows; start++) {
      long width = lengths[order[start]];
      long most = Math.max(1, limits.tokenBudget() / Math.max(1, width));
      int last = (int) Math.min(rows, start + Math.min(most, limits.maxRows()));
      long cost = costs[start] + limits.overheadTokens();
      for (int end = start + 1; end <= last; end++) {
        cost += width;
        if (cost < costs[end]) {
          costs[end] = cost;
          cuts[end] = start;
        }
      }
    }
    return cuts;
  }
}
