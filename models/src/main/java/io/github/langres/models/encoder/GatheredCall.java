package io.github.langres.models.encoder;

import io.github.langres.engine.TokenBatch;
import io.github.langres.engine.schedule.BatchScheduler;
import io.github.langres.engine.schedule.RowRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A call whose rows each go their own way through the scheduler. The first row that fails, or the
 * caller who cancels, takes the others back.
 */
final class GatheredCall<R> {
  private final Call<R> call;
  private final AtomicInteger left;
  private final CompletableFuture<R> answer = new CompletableFuture<>();

  private GatheredCall(Call<R> call) {
    this.call = call;
    this.left = new AtomicInteger(call.rows().rows());
  }

  static <R> CompletableFuture<R> submit(
      BatchScheduler scheduler, Call<R> call, Optional<Duration> timeout) {
    if (call.rows().rows() == 0) {
      return CompletableFuture.completedFuture(call.answer().get());
    }
    GatheredCall<R> gathered = new GatheredCall<>(call);
    List<CompletableFuture<Boolean>> parts = new ArrayList<>();
    try {
      for (int row = 0; row < call.rows().rows(); row++) {
        RowRequest<Boolean> request = gathered.request(row);
        parts.add(scheduler.submit(timeout.map(request::withTimeout).orElse(request)));
      }
    } catch (RuntimeException e) {
      gathered.answer.completeExceptionally(e);
    }
    gathered.join(parts);
    return gathered.answer;
  }

  /** To be called when all are submitted: a failure of one must find the others. */
  private void join(List<CompletableFuture<Boolean>> parts) {
    var unused =
        answer.whenComplete(
            (result, failure) -> {
              if (failure != null) {
                parts.forEach(part -> part.cancel(false));
              }
            });
    for (CompletableFuture<Boolean> part : parts) {
      var unusedToo = part.whenComplete((read, failure) -> ended(failure));
    }
  }

  private RowRequest<Boolean> request(int row) {
    TokenBatch rows = call.rows();
    int from = rows.starts()[row];
    int to = rows.starts()[row + 1];
    RowRequest<Boolean> request =
        RowRequest.of(
            Arrays.copyOfRange(rows.ids(), from, to),
            output -> {
              call.sink().row(row, output);
              return true;
            });
    return rows.typeIds().length == 0
        ? request
        : request.withTypeIds(Arrays.copyOfRange(rows.typeIds(), from, to));
  }

  private void ended(@Nullable Throwable failure) {
    if (failure != null) {
      answer.completeExceptionally(failure);
    } else if (left.decrementAndGet() == 0) {
      try {
        answer.complete(call.answer().get());
      } catch (RuntimeException | Error e) {
        answer.completeExceptionally(e);
      }
    }
  }
}
