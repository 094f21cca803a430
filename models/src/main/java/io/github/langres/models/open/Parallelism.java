package io.github.langres.models.open;

import io.github.langres.engine.Device;
import io.github.langres.models.ModelOptions;

/**
 * How a model shares the processor.
 *
 * @param workers the runs at the same time
 * @param threads the threads of a run, 0 for one a physical core; runs at the same time share all
 *     but their first
 */
record Parallelism(int workers, int threads) {

  /**
   * One run at a time: two that share the threads of one session were 0.86x in fp32, and no gain in
   * int8. With gathering two on the processor: while one hands its answers out and their callers
   * come back, the other computes. A thread less each, so that together they take no more threads
   * than asked for.
   */
  static Parallelism of(ModelOptions options) {
    int processors =
        options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
    boolean two =
        options.gathering().isPresent() && options.device() instanceof Device.Cpu && processors > 1;
    if (!two) {
      return new Parallelism(1, options.threads());
    }
    boolean runtimeChooses = options.threads() == 0 && processors > 2;
    return new Parallelism(2, runtimeChooses ? 0 : processors - 1);
  }
}
