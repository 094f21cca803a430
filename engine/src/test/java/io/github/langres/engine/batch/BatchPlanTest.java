package io.github.langres.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchPlanTest {

  @Test
  void plan_noRows_hasNoBatches() {
    assertThat(BatchPlan.plan(new int[0], 512).batches()).isEmpty();
  }

  @Test
  void plan_equalRows_fillsTheBudget() {
    int[] lengths = new int[32];
    Arrays.fill(lengths, 64);
    BatchPlan plan = BatchPlan.plan(lengths, 512);
    assertThat(plan.batches()).hasSize(4).allMatch(batch -> batch.paddedTokens() == 512);
    assertThat(plan.batches().get(0).rows()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void plan_shortRowBesideALongOne_runsApart() {
    assertThat(BatchPlan.plan(new int[] {5, 250}, 512).paddedTokens()).isEqualTo(255);
  }

  @Test
  void plan_nearlyEqualRows_runTogether() {
    BatchPlan plan = BatchPlan.plan(new int[] {98, 100, 99}, 512);
    assertThat(plan.batches()).hasSize(1);
    assertThat(plan.batches().get(0).rows()).containsExactly(1, 2, 0);
    assertThat(plan.batches().get(0).width()).isEqualTo(100);
  }

  @Test
  void plan_rowLongerThanTheBudget_runsAlone() {
    BatchPlan plan = BatchPlan.plan(new int[] {10, 9000, 10}, 512);
    assertThat(plan.batches().get(0).rows()).containsExactly(1);
    assertThat(plan.batches().get(1).rows()).containsExactly(0, 2);
  }

  @Test
  void plan_emptyRows_areRows() {
    assertThat(BatchPlan.plan(new int[] {0, 0}, 8).batches().get(0).rows()).containsExactly(0, 1);
  }

  @Test
  void plan_negativeLength_isRefused() {
    assertThatThrownBy(() -> BatchPlan.plan(new int[] {1, -1}, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 1");
  }

  @Test
  void plan_hugeLengths_doNotOverflow() {
    int[] lengths = {Integer.MAX_VALUE, Integer.MAX_VALUE, 1};
    BatchPlan plan = BatchPlan.plan(lengths, Integer.MAX_VALUE);
    assertThat(plan.batches()).hasSize(3);
    assertThat(plan.paddedTokens()).isEqualTo(2L * Integer.MAX_VALUE + 1);
  }

  @Test
  void plan_randomRows_takesEachOnceWithinTheLimits() {
    Random random = new Random(1);
    for (int round = 0; round < 300; round++) {
      int[] lengths = random.ints(random.nextInt(80), 1, 1 + random.nextInt(300)).toArray();
      BatchLimits limits =
          new BatchLimits(1 + random.nextInt(600), 1 + random.nextInt(20), random.nextInt(30));
      List<Integer> seen = new ArrayList<>();
      int previous = Integer.MAX_VALUE;
      for (BatchPlan.Batch batch : BatchPlan.plan(lengths, limits).batches()) {
        Arrays.stream(batch.rows()).forEach(seen::add);
        assertThat(batch.rows().length).isBetween(1, limits.maxRows());
        assertThat(batch.rows().length == 1 || batch.paddedTokens() <= limits.tokenBudget())
            .isTrue();
        assertThat(Arrays.stream(batch.rows()).map(row -> lengths[row]).max())
            .hasValue(batch.width());
        assertThat(batch.width()).isLessThanOrEqualTo(previous);
        previous = batch.width();
      }
      assertThat(seen)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, lengths.length).boxed().toList());
    }
  }

  @Test
  void plan_smallCases_costsNoMoreThanAnyPartition() {
    Random random = new Random(2);
    for (int round = 0; round < 200; round++) {
      int[] lengths = random.ints(1 + random.nextInt(6), 1, 12).toArray();
      BatchLimits limits =
          new BatchLimits(1 + random.nextInt(30), 1 + random.nextInt(4), random.nextInt(6));
      long best = cheapest(lengths, limits, 0, new ArrayList<>());
      assertThat(cost(BatchPlan.plan(lengths, limits), limits)).isEqualTo(best);
    }
  }

  @Test
  void plan_randomRows_padsNoMoreThanArrivalOrderInTheSameSizes() {
    Random random = new Random(3);
    int compared = 0;
    for (int round = 0; round < 500; round++) {
      int[] lengths = random.ints(1 + random.nextInt(40), 1, 60).toArray();
      BatchLimits limits = new BatchLimits(60 + random.nextInt(600), 64, 9);
      BatchPlan plan = BatchPlan.plan(lengths, limits);
      long arrival = arrivalTokens(lengths, plan, limits);
      if (arrival >= 0) {
        compared++;
        assertThat(plan.paddedTokens()).isLessThanOrEqualTo(arrival);
      }
    }
    assertThat(compared).isGreaterThan(50);
  }

  /** The tokens of batches of the same sizes in arrival order, or -1 when they break the budget. */
  private static long arrivalTokens(int[] lengths, BatchPlan plan, BatchLimits limits) {
    long tokens = 0;
    int start = 0;
    for (BatchPlan.Batch batch : plan.batches()) {
      int end = start + batch.rows().length;
      long padded =
          (long) Arrays.stream(lengths, start, end).max().orElseThrow() * batch.rows().length;
      if (padded > limits.tokenBudget() && batch.rows().length > 1) {
        return -1;
      }
      tokens += padded;
      start = end;
    }
    return tokens;
  }

  private static long cost(BatchPlan plan, BatchLimits limits) {
    return plan.paddedTokens() + (long) limits.overheadTokens() * plan.batches().size();
  }

  /** Tries every partition of the rows from {@code row} on into groups. */
  private static long cheapest(
      int[] lengths, BatchLimits limits, int row, List<List<Integer>> groups) {
    if (row == lengths.length) {
      long cost = 0;
      for (List<Integer> group : groups) {
        long padded = (long) group.size() * group.stream().mapToInt(i -> i).max().orElseThrow();
        boolean fits = group.size() <= limits.maxRows() && padded <= limits.tokenBudget();
        if (!fits && group.size() > 1) {
          return Long.MAX_VALUE;
        }
        cost += padded + limits.overheadTokens();
      }
      return cost;
    }
    long best = Long.MAX_VALUE;
    for (int i = 0; i <= groups.size(); i++) {
      if (i == groups.size()) {
        groups.add(new ArrayList<>());
      }
      groups.get(i).add(lengths[row]);
      best = Math.min(best, cheapest(lengths, limits, row + 1, groups));
      groups.get(i).remove(groups.get(i).size() - 1);
      if (groups.get(i).isEmpty()) {
        groups.remove(i);
        break;
      }
    }
    return best;
  }
}
