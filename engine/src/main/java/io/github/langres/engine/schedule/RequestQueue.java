package io.github.langres.engine.schedule;

import io.github.langres.engine.EngineException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The bounded queue between callers and workers. Thread-safe; completes no future, because that
 * runs callers' code, which must not run under the lock.
 */
final class RequestQueue {
  /** Planning the oldest 256 takes some 10 µs; more would pad little less. */
  private static final int LOOK_AHEAD = 256;

  private final ScheduleOptions options;
  private final long maxWaitNanos;
  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Pending<?>> queued = new LinkedHashSet<>();
  private int idleWorkers;
  // Requests in the batches that were taken and have not finished.
  private int running;
  private int expected;
  private boolean closed;

  RequestQueue(ScheduleOptions options, LongSupplier clock) {
    this.options = options;
    this.maxWaitNanos = options.maxWait().toNanos();
    this.clock = clock;
  }

  /** Adds at the end, or refuses at once. */
  void add(Pending<?> pending) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the scheduler is closed");
      }
      if (queued.size() >= options.maxQueued()) {
        throw new EngineException.Overloaded(
            queued.size()
                + " requests are queued, the most that are allowed; send fewer at once, or raise"
                + " ScheduleOptions.maxQueued");
      }
      queued.add(pending);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Takes a request back, unless a worker has it. */
  void remove(Pending<?> pending) {
    boolean removed;
    lock.lock();
    try {
      removed = queued.remove(pending);
    } finally {
      lock.unlock();
    }
    if (removed) {
      pending.leftQueue();
    }
  }

  /**
   * Waits for the next batch, whose members the worker tells that they {@link Pending#leftQueue},
   * and which it says to be {@link #finished}. Empty: go home.
   */
  List<Pending<?>> take() {
    List<Pending<?>> batch = List.of();
    lock.lock();
    idleWorkers++;
    try {
      long idleSince = clock.getAsLong();
      while (batch.isEmpty() && !(closed && queued.isEmpty())) {
        if (queued.isEmpty()) {
          changed.awaitUninterruptibly();
        } else {
          batch = takeOrWait(idleSince);
        }
      }
      if (!queued.isEmpty()) {
        changed.signal();
      }
      return batch;
    } finally {
      idleWorkers--;
      lock.unlock();
    }
  }

  private List<Pending<?>> takeOrWait(long idleSince) {
    List<Pending<?>> oldest = oldest();
    int inFlight = queued.size() + running;
    long since = Math.max(0, oldest.get(0).queuedNanos() - idleSince) + idleSince;
    Gathering.View view =
        new Gathering.View(
            oldest.stream().mapToInt(Pending::length).toArray(),
            idleWorkers,
            inFlight,
            closed ? 0 : expected,
            clock.getAsLong() - since);
    Gathering.Decision decision = Gathering.decide(view, options.limits(), maxWaitNanos);
    if (decision instanceof Gathering.Wait wait) {
      await(wait.nanos());
      return List.of();
    }
    int[] members = ((Gathering.Run) decision).members();
    List<Pending<?>> batch = new ArrayList<>(members.length);
    for (int member : members) {
      batch.add(oldest.get(member));
      queued.remove(oldest.get(member));
    }
    expected = inFlight;
    running += batch.size();
    return batch;
  }

  private List<Pending<?>> oldest() {
    List<Pending<?>> oldest = new ArrayList<>(Math.min(queued.size(), LOOK_AHEAD));
    for (Pending<?> pending : queued) {
      if (oldest.size() == LOOK_AHEAD) {
        break;
      }
      oldest.add(pending);
    }
    return oldest;
  }

  /** {@link #take} loops. */
  @SuppressWarnings("WaitNotInLoop")
  private void await(long nanos) {
    try {
      long unused = changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      // A stray interrupt of a worker, as a caller's code may leave behind, means nothing here.
    }
  }

  /** To be called once for each batch that was taken. */
  void finished(List<Pending<?>> batch) {
    lock.lock();
    try {
      running -= batch.size();
    } finally {
      lock.unlock();
    }
  }

  /** Refuses from now on; workers run what is queued, without waiting for more, then go home. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes out all that is queued. */
  List<Pending<?>> clear() {
    List<Pending<?>> rest;
    lock.lock();
    try {
      rest = new ArrayList<>(queued);
      queued.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    rest.forEach(Pending::leftQueue);
    return rest;
  }
}
