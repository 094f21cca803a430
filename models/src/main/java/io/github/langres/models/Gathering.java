package io.github.langres.models;

import io.github.langres.engine.ScheduleListener;
import java.time.Duration;

/**
 * How calls of many threads, one text each, are gathered into common runs: dynamic batching for
 * services. A call with several texts batches itself and is not gathered. On the processor two runs
 * go on at a time, on one thread less each: more answers a second, for a lone call that has one
 * thread less.
 *
 * @param maxWait the longest that a lone call waits for others to join it; zero is not at all
 * @param maxQueued the most calls that wait for a run; one more is refused at once with {@link
 *     io.github.langres.engine.EngineException.Overloaded}
 * @param listener hears of every run: queue time, rows, tokens, padding
 */
public record Gathering(Duration maxWait, int maxQueued, ScheduleListener listener) {

  /** Waits at most 2 ms, queues at most 1,024 calls, tells nobody. */
  public static Gathering defaults() {
    return new Gathering(Duration.ofMillis(2), 1024, new ScheduleListener() {});
  }

  /** The same with another longest wait. */
  public Gathering withMaxWait(Duration newMaxWait) {
    return new Gathering(newMaxWait, maxQueued, listener);
  }

  /** The same with another length of the queue. */
  public Gathering withMaxQueued(int newMaxQueued) {
    return new Gathering(maxWait, newMaxQueued, listener);
  }

  /** The same with a listener. */
  public Gathering withListener(ScheduleListener newListener) {
    return new Gathering(maxWait, maxQueued, newListener);
  }
}
