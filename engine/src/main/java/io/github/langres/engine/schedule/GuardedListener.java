package io.github.langres.engine.schedule;

import io.github.langres.engine.BatchStats;
import io.github.langres.engine.ScheduleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what a listener throws away from runs and callers. */
record GuardedListener(ScheduleListener listener) implements ScheduleListener {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

  @Override
  public void onBatch(BatchStats stats) {
    try {
      listener.onBatch(stats);
    } catch (RuntimeException e) {
      LOG.debug("the listener failed on {}", stats, e);
    }
  }

  @Override
  public void onUnanswered(Reason reason) {
    try {
      listener.onUnanswered(reason);
    } catch (RuntimeException e) {
      LOG.debug("the listener failed on {}", reason, e);
    }
  }
}
