package io.github.langres.engine.schedule;

import io.github.langres.engine.batch.BatchLimits;
import java.time.Duration;

/**
 * How a {@link BatchScheduler} gathers.
 *
 * @param limits what a batch may be; best those of the loop that runs it, which then cuts it no
 *     further
 * @param maxWait the longest that an idle worker waits for more requests to come; zero is not at
 *     all
 * @param maxQueued the most requests that wait for a run; one more is refused
 * @param workers the runs at the same time
 */
public record ScheduleOptions(BatchLimits limits, Duration maxWait, int maxQueued, int workers) {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final ScheduleOptions DEFAULTS =
      new ScheduleOptions(BatchLimits.ofTokens(512), Duration.ofMillis(2), 1024, 1);

  public ScheduleOptions {
    if (maxWait.isNegative() || maxWait.compareTo(LONGEST_WAIT) > 0) {
      throw new IllegalArgumentException(
          "maxWait must be 0 to " + LONGEST_WAIT.toSeconds() + " s, got " + maxWait);
    }
    if (maxQueued < 1) {
      throw new IllegalArgumentException("maxQueued must be 1 or more, got " + maxQueued);
    }
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be 1 or more, got " + workers);
    }
  }

  /** Batches of 512 tokens, 2 ms, 1024 requests, one worker. */
  public static ScheduleOptions defaults() {
    return DEFAULTS;
  }

  /** These options with other batch limits. */
  public ScheduleOptions withLimits(BatchLimits newLimits) {
    return new ScheduleOptions(newLimits, maxWait, maxQueued, workers);
  }

  /** These options with another longest wait. */
  public ScheduleOptions withMaxWait(Duration newMaxWait) {
    return new ScheduleOptions(limits, newMaxWait, maxQueued, workers);
  }

  /** These options with another length of the queue. */
  public ScheduleOptions withMaxQueued(int newMaxQueued) {
    return new ScheduleOptions(limits, maxWait, newMaxQueued, workers);
  }

  /** These options with another number of workers. */
  public ScheduleOptions withWorkers(int newWorkers) {
    return new ScheduleOptions(limits, maxWait, maxQueued, newWorkers);
  }
}
