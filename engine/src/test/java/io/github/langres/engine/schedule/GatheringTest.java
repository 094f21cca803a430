package io.github.langres.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.engine.batch.BatchLimits;
import io.github.langres.engine.batch.BatchPlan;
import io.github.langres.engine.schedule.Gathering.Decision;
import io.github.langres.engine.schedule.Gathering.Run;
import io.github.langres.engine.schedule.Gathering.View;
import io.github.langres.engine.schedule.Gathering.Wait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GatheringTest {
  private static final BatchLimits LIMITS = BatchLimits.ofTokens(512);
  private static final long MAX_WAIT = 2_000_000;

  @Test
  void decide_ofAnyQueue_takesTheOldestWithinTheLimits() {
    Random random = new Random(1);
    for (int round = 0; round < 3000; round++) {
      int budget = 1 + random.nextInt(600);
      BatchLimits limits = new BatchLimits(budget, 1 + random.nextInt(20), random.nextInt(40));
      int[] lengths = random.ints(1 + random.nextInt(60), 1, 300).toArray();
      View view = new View(lengths, 1 + random.nextInt(4), 5, 5 * random.nextInt(3), 0);
      Decision decision = Gathering.decide(view, limits, random.nextInt(2) * MAX_WAIT);
      if (decision instanceof Run run) {
        assertSound(run.members(), lengths, limits);
      } else {
        assertThat(BatchPlan.plan(lengths, limits).batches()).as("what waits").hasSize(1);
        assertThat(((Wait) decision).nanos()).isEqualTo(MAX_WAIT);
      }
    }
  }

  private static void assertSound(int[] members, int[] lengths, BatchLimits limits) {
    assertThat(members).doesNotHaveDuplicates().isSorted().startsWith(0);
    long width = Arrays.stream(members).map(member -> lengths[member]).max().orElseThrow();
    if (members.length > 1) {
      assertThat(members.length).isLessThanOrEqualTo(limits.maxRows());
      assertThat(members.length * width).isLessThanOrEqualTo(limits.tokenBudget());
    }
  }

  @Test
  void decide_onASteadyQueue_letsARequestWaitNoMoreRunsThanItHasElders() {
    Random random = new Random(2);
    List<int[]> queue = new ArrayList<>(); // {length, elders when it came, runs since}
    for (int run = 0; run < 2000; run++) {
      for (int arrivals = random.nextInt(12); arrivals > 0 || queue.isEmpty(); arrivals--) {
        int length = random.nextInt(10) == 0 ? 500 + random.nextInt(500) : 1 + random.nextInt(60);
        queue.add(new int[] {length, queue.size(), 0});
      }
      int[] members = members(queue.stream().mapToInt(request -> request[0]).toArray(), 1);
      for (int i = members.length - 1; i >= 0; i--) {
        int[] taken = queue.remove(members[i]);
        assertThat(taken[2]).isLessThanOrEqualTo(taken[1]);
      }
      queue.forEach(request -> request[2]++);
    }
  }

  /** In the cost model of the plan, padded tokens and batch overheads; threads left out. */
  @Test
  void decide_ofSixteenCallersWithOneRowEach_costsLittleMoreThanTheBulkPlan() {
    Random random = new Random(3);
    List<Integer> coming = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      coming.add((int) Math.min(256, Math.max(6, Math.exp(3.3 + 0.6 * random.nextGaussian()))));
    }
    BatchPlan bulk = BatchPlan.plan(array(coming), LIMITS);
    long bulkCost = bulk.paddedTokens() + (long) LIMITS.overheadTokens() * bulk.batches().size();
    List<Integer> queue = new ArrayList<>();
    long cost = 0;
    while (!coming.isEmpty() || !queue.isEmpty()) {
      while (queue.size() < 16 && !coming.isEmpty()) {
        queue.add(coming.remove(coming.size() - 1));
      }
      int[] members = members(array(queue), 1);
      int width = 0;
      for (int i = members.length - 1; i >= 0; i--) {
        width = Math.max(width, queue.remove(members[i]));
      }
      cost += (long) members.length * width + LIMITS.overheadTokens();
    }
    assertThat((double) bulkCost / cost).isGreaterThan(0.88);
  }

  private static int[] array(List<Integer> lengths) {
    return lengths.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void decide_ofMixedLengths_joinsTheSimilarOnes() {
    assertThat(members(new int[] {10, 200, 11, 190, 9}, 1)).containsExactly(0, 2, 4);
    assertThat(members(new int[] {200, 10, 195, 11, 9}, 1)).containsExactly(0, 2);
  }

  @Test
  void decide_ofARowAboveTheBudget_runsItAlone() {
    assertThat(members(new int[] {600, 10, 600}, 1)).containsExactly(0);
    assertThat(Gathering.decide(view(0, 9, 600), LIMITS, MAX_WAIT)).isInstanceOf(Run.class);
  }

  @Test
  void decide_withTwoIdleWorkers_leavesHalf() {
    int[] lengths = new int[16];
    Arrays.fill(lengths, 30);
    assertThat(members(lengths, 1)).hasSize(16);
    assertThat(members(lengths, 2)).hasSize(8);
    assertThat(members(new int[] {30}, 2)).containsExactly(0);
  }

  @Test
  void decide_whenMoreAreExpected_waitsForThemAsLongAsAllowed() {
    assertThat(Gathering.decide(view(0, 2, 20), LIMITS, MAX_WAIT)).isEqualTo(new Wait(MAX_WAIT));
    assertThat(Gathering.decide(view(MAX_WAIT - 1, 2, 20), LIMITS, MAX_WAIT))
        .isEqualTo(new Wait(1));
    assertThat(Gathering.decide(view(MAX_WAIT, 2, 20), LIMITS, MAX_WAIT)).isInstanceOf(Run.class);
    assertThat(Gathering.decide(view(0, 2, 20), LIMITS, 0)).isInstanceOf(Run.class);
  }

  @Test
  void decide_whenAllExpectedAreHere_runsAtOnce() {
    assertThat(Gathering.decide(view(0, 1, 20), LIMITS, MAX_WAIT)).isInstanceOf(Run.class);
    assertThat(Gathering.decide(view(0, 2, 20, 20), LIMITS, MAX_WAIT)).isInstanceOf(Run.class);
  }

  @Test
  void decide_ofAFullBatch_runsAtOnce() {
    assertThat(Gathering.decide(view(0, 99, 256, 256), LIMITS, MAX_WAIT)).isInstanceOf(Run.class);
    BatchLimits twoRows = new BatchLimits(512, 2, 9);
    assertThat(Gathering.decide(view(0, 99, 5, 5), twoRows, MAX_WAIT)).isInstanceOf(Run.class);
  }

  private static View view(long waitedNanos, int expected, int... lengths) {
    return new View(lengths, 1, lengths.length, expected, waitedNanos);
  }

  private static int[] members(int[] lengths, int idleWorkers) {
    View view = new View(lengths, idleWorkers, lengths.length, 0, 0);
    return ((Run) Gathering.decide(view, LIMITS, MAX_WAIT)).members();
  }
}
