package io.github.langres.engine.schedule;

import io.github.langres.engine.ScheduleListener;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread's work: take a batch, run it, answer, until the queue is closed and empty. */
record BatchWorker(
    RequestQueue queue, BatchRunner runner, ScheduleListener listener, LongSupplier clock)
    implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchWorker.class);

  @Override
  public void run() {
    for (List<Pending<?>> batch = take(); !batch.isEmpty(); batch = take()) {
      try {
        batch.forEach(Pending::leftQueue);
        answer(batch);
      } catch (Throwable e) {
        // No request may be left behind, whatever fails in between.
        batch.forEach(member -> member.fail(e));
      } finally {
        queue.finished(batch);
      }
    }
  }

  private List<Pending<?>> take() {
    while (true) {
      try {
        return queue.take();
      } catch (Throwable e) {
        // Such as no memory for the plan. Those who wait are told, and the worker lives on.
        queue.clear().forEach(member -> member.fail(e));
      }
    }
  }

  private void answer(List<Pending<?>> batch) {
    List<Pending<?>> members = batch.stream().filter(member -> !member.isDone()).toList();
    Throwable failure = attempt(members);
    if (failure == null) {
      return;
    }
    if (members.size() == 1) {
      members.get(0).fail(failure);
      return;
    }
    // One bad row must not fail its mates: each that is left runs once more, alone.
    LOG.debug("a run of {} requests failed; each runs alone", members.size(), failure);
    for (Pending<?> member : members) {
      Throwable own = member.isDone() ? null : attempt(List.of(member));
      if (own != null) {
        member.fail(own);
      }
    }
  }

  private @Nullable Throwable attempt(List<Pending<?>> members) {
    if (members.isEmpty()) {
      return null;
    }
    BatchRun run = new BatchRun(members);
    long start = clock.getAsLong();
    Throwable failure = run.run(runner);
    if (failure == null) {
      listener.onBatch(run.stats(start, clock.getAsLong()));
    }
    return failure;
  }
}
