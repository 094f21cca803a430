package io.github.langres.engine.schedule;

import io.github.langres.engine.encode.RowOutput;
import java.util.concurrent.CompletableFuture;

/**
 * A request on its way. Its future says whether it still wants an answer: whoever completes it
 * first, a run, its caller or its deadline, ends it. Thread-safe.
 */
final class Pending<R> {
  private final RowRequest<R> request;
  private final long queuedNanos;
  private final CompletableFuture<R> future = new CompletableFuture<>();
  private final QueueEvent event = new QueueEvent();

  Pending(RowRequest<R> request, long nowNanos) {
    this.request = request;
    this.queuedNanos = nowNanos;
    event.begin();
  }

  CompletableFuture<R> future() {
    return future;
  }

  RowRequest<R> request() {
    return request;
  }

  /** The number of tokens. */
  int length() {
    return request.ids().length;
  }

  long queuedNanos() {
    return queuedNanos;
  }

  boolean isDone() {
    return future.isDone();
  }

  /** Called once, by whoever takes it out of the queue. */
  void leftQueue() {
    event.end();
    if (event.shouldCommit()) {
      event.tokens = length();
      event.commit();
    }
  }

  void answer(RowOutput output) {
    if (isDone()) {
      return;
    }
    try {
      future.complete(request.reader().read(output));
    } catch (Throwable e) {
      fail(e);
    }
  }

  void fail(Throwable failure) {
    future.completeExceptionally(failure);
  }
}
