package io.github.langres.engine;

/**
 * A loaded graph: weights and kernels, immutable, shared by any number of {@link GraphRun}s on any
 * threads. {@link #close()} is idempotent and safe during a run: it waits for the runs under way,
 * and every later call throws {@link IllegalStateException}.
 */
public interface Graph extends AutoCloseable {

  /** What the graph takes and gives. */
  GraphSignature signature();

  /** Prepares a run with its own reusable tensors; one thread at a time may use it. */
  GraphRun newRun();

  @Override
  void close();
}
