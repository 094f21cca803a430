package io.github.langres.engine.schedule;

import io.github.langres.engine.batch.BatchLimits;
import io.github.langres.engine.batch.BatchPlan;
import java.util.Arrays;

/**
 * What an idle worker does with the queue. Pure arithmetic: no threads, no clock.
 *
 * <p>Which requests: of the plan that costs the queue the fewest padded tokens, the batch that
 * holds the oldest request. So mates are alike in length, and nothing starves: each run takes the
 * oldest, hence a request waits for no more runs than there were requests before it.
 *
 * <p>When: at once, unless waiting can make the batch better. It cannot when the batch is full,
 * when the plan has a second batch to go on with, or when as many requests are in flight as were at
 * the last run: callers that wait for their answers before they ask again are then all here, and a
 * lone caller never pays the wait.
 */
final class Gathering {
  private Gathering() {}

  /**
   * What the worker sees.
   *
   * @param lengths the tokens of the queued requests, oldest first; at least one
   * @param idleWorkers the workers that would share the queue, this one included
   * @param inFlight the requests that are queued or running
   * @param expected the requests that were in flight when the last run was taken
   * @param waitedNanos since the oldest request and this worker have both been waiting
   */
  record View(int[] lengths, int idleWorkers, int inFlight, int expected, long waitedNanos) {}

  /** What the worker does. */
  sealed interface Decision {}

  /**
   * Run these.
   *
   * @param members indices into the lengths, ascending; the first is 0
   */
  record Run(int[] members) implements Decision {}

  /** Look again when a request comes, or after this time. */
  record Wait(long nanos) implements Decision {}

  static Decision decide(View view, BatchLimits limits, long maxWaitNanos) {
    BatchPlan plan = BatchPlan.plan(view.lengths(), limits);
    boolean late = view.waitedNanos() >= maxWaitNanos || view.inFlight() >= view.expected();
    if (!late && plan.batches().size() == 1 && hasRoom(plan.batches().get(0), limits)) {
      return new Wait(maxWaitNanos - view.waitedNanos());
    }
    BatchPlan shared =
        view.idleWorkers() == 1 ? plan : BatchPlan.plan(view.lengths(), share(view, limits));
    return new Run(batchOfOldest(shared));
  }

  private static boolean hasRoom(BatchPlan.Batch batch, BatchLimits limits) {
    return batch.rows().length < limits.maxRows()
        && batch.paddedTokens() + batch.width() <= limits.tokenBudget();
  }

  /** Leaves their part to the other idle workers, which else would watch one run it all. */
  private static BatchLimits share(View view, BatchLimits limits) {
    long tokens = Arrays.stream(view.lengths()).asLongStream().sum();
    long share = (tokens + view.idleWorkers() - 1) / view.idleWorkers();
    return new BatchLimits(
        (int) Math.min(share, limits.tokenBudget()), limits.maxRows(), limits.overheadTokens());
  }

  private static int[] batchOfOldest(BatchPlan plan) {
    for (BatchPlan.Batch batch : plan.batches()) {
      int[] members = batch.rows().clone();
      Arrays.sort(members);
      if (members[0] == 0) {
        return members;
      }
    }
    throw new IllegalArgumentException("there is no oldest request; the queue is empty");
  }
}
