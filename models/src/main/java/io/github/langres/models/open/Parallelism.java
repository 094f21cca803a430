package io.github.langres.models.open;

import io.github.langres.engine.Device;
import io.github.langres.models.ModelOptions;

/**
 * How an encoder shares the processor.
 *
 * @param workers the batches that run at the same time
 * @param threads the threads of a run, 0 for one a physical core; runs at the same time share all
 *     but their first
 */
record Parallelism(int workers, int threads) {
  /** Each worker needs the memory of a batch, some 40 MB for a camembert-base. */
  private static final int MAX_WORKERS = 8;

  /**
   * One batch a core, where the model may have them all: 1.05-1.10x one batch on all threads for
   * int8. A text alone still has every thread of the session, whose threads help whoever calls. On
   * some of the cores one batch at a time; with gathering two, a thread less each: while one hands
   * its answers out and their callers come back, the other computes.
   */
  static Parallelism of(ModelOptions options) {
    int processors = Runtime.getRuntime().availableProcessors();
    if (!(options.device() instanceof Device.Cpu)) {
      return new Parallelism(1, options.threads());
    }
    if (options.threads() == 0 || options.threads() >= processors) {
      return new Parallelism(Math.min(processors, MAX_WORKERS), options.threads());
    }
    boolean two = options.gathering().isPresent() && options.threads() > 1;
    return two ? new Parallelism(2, options.threads() - 1) : new Parallelism(1, options.threads());
  }
}
