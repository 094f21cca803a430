package io.github.langres.engine;

/**
 * Hears how gathered requests fare, for metrics. Called on the threads that run and on those that
 * submit or cancel, several at a time: be short. What a listener throws is dropped.
 */
public interface ScheduleListener {

  /** Hears nothing. */
  ScheduleListener NONE = new ScheduleListener() {};

  /** A batch has run, and its requests have their answers. */
  default void onBatch(BatchStats stats) {}

  /** A request ended without an answer. */
  default void onUnanswered(Reason reason) {}

  /** Why there is no answer. */
  enum Reason {
    /** The queue was full. */
    REFUSED,
    /** Its time was over. */
    EXPIRED,
    /** Its caller took it back. */
    CANCELLED,
    /** Its run or its reader failed, or the scheduler closed first. */
    FAILED
  }
}
