package io.github.langres.models.generator;

import io.github.langres.engine.generate.DecodeLoop;
import io.github.langres.engine.generate.DecodeState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The KV caches of calls that keep no history of their own. At most {@value #MOST_AT_ONCE} exist,
 * so that their memory is bounded, and {@value #MOST_IDLE} wait for the next call: the one used
 * last goes first, since its beginning is the likeliest to be that of the next prompt.
 */
final class StatePool implements AutoCloseable {
  static final int MOST_AT_ONCE = 4;
  private static final int MOST_IDLE = 1;

  private final DecodeLoop loop;
  private final Semaphore permits = new Semaphore(MOST_AT_ONCE, true);
  private final Deque<DecodeState> idle = new ArrayDeque<>();

  StatePool(DecodeLoop loop) {
    this.loop = loop;
  }

  /** Runs a call with a state of its own, waiting for one when all are taken. */
  <T> T call(Function<DecodeState, T> call) {
    return alone(
        () -> {
          DecodeState state = take();
          boolean sound = false;
          try {
            T result = call.apply(state);
            sound = true;
            return result;
          } finally {
            giveBack(state, sound);
          }
        });
  }

  /** Runs a call that makes its own KV cache, waiting as for a state. */
  <T> T alone(Supplier<T> call) {
    permits.acquireUninterruptibly();
    try {
      return call.get();
    } finally {
      permits.release();
    }
  }

  private DecodeState take() {
    synchronized (idle) {
      DecodeState state = idle.pollFirst();
      return state == null ? loop.newState() : state;
    }
  }

  private void giveBack(DecodeState state, boolean sound) {
    synchronized (idle) {
      if (sound && idle.size() < MOST_IDLE) {
        idle.addFirst(state);
        return;
      }
    }
    state.close();
  }

  /** Closes the idle states; the owner has seen to it that no call is under way. */
  @Override
  public void close() {
    synchronized (idle) {
      idle.forEach(DecodeState::close);
      idle.clear();
    }
  }
}
