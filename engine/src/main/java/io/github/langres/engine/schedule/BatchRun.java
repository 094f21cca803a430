package io.github.langres.engine.schedule;

import io.github.langres.engine.BatchStats;
import io.github.langres.engine.Cancellation;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.TokenBatch;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One run: the requests that still want an answer, as one batch. */
final class BatchRun {
  private final List<Pending<?>> members;
  private final TokenBatch rows;
  private final long paddingTokens;
  private final Cancellation cancellation = new Cancellation();

  /** Takes at least one request. */
  BatchRun(List<Pending<?>> members) {
    this.members = members;
    this.rows = rows(members);
    long width = members.stream().mapToInt(Pending::length).max().orElseThrow();
    this.paddingTokens = members.size() * width - rows.tokens();
  }

  private static TokenBatch rows(List<Pending<?>> members) {
    int[][] ids = members.stream().map(member -> member.request().ids()).toArray(int[][]::new);
    boolean typed = members.stream().anyMatch(member -> member.request().typeIds().length > 0);
    return typed
        ? TokenBatch.of(ids, members.stream().map(BatchRun::typeIds).toArray(int[][]::new))
        : TokenBatch.of(ids);
  }

  /** Mates must all have type ids when one has. */
  private static int[] typeIds(Pending<?> member) {
    int[] typeIds = member.request().typeIds();
    return typeIds.length > 0 ? typeIds : new int[member.length()];
  }

  /** Runs, and answers the members; a failure is returned, not yet given to them. */
  @Nullable Throwable run(BatchRunner runner) {
    RunEvent event = new RunEvent();
    event.begin();
    stopWhenNobodyWaits();
    Throwable failure = attempt(runner);
    event.end();
    if (event.shouldCommit()) {
      event.rows = rows.rows();
      event.tokens = rows.tokens();
      event.paddingTokens = paddingTokens;
      event.failed = failure != null;
      event.commit();
    }
    return failure;
  }

  private void stopWhenNobodyWaits() {
    AtomicInteger waiting = new AtomicInteger(members.size());
    for (Pending<?> member : members) {
      var unused =
          member
              .future()
              .whenComplete(
                  (answer, failure) -> {
                    if (waiting.decrementAndGet() == 0) {
                      cancellation.cancel();
                    }
                  });
    }
  }

  private @Nullable Throwable attempt(BatchRunner runner) {
    try {
      runner.run(rows, (row, output) -> members.get(row).answer(output), cancellation);
    } catch (Throwable e) {
      return e;
    }
    return members.stream().allMatch(Pending::isDone)
        ? null
        : new EngineException.Run("the run ended without a row for each request");
  }

  BatchStats stats(long startNanos, long endNanos) {
    long[] queueNanos =
        members.stream().mapToLong(member -> startNanos - member.queuedNanos()).toArray();
    return new BatchStats(queueNanos, rows.tokens(), paddingTokens, endNanos - startNanos);
  }
}
