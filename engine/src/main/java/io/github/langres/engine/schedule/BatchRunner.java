package io.github.langres.engine.schedule;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.TokenBatch;
import io.github.langres.engine.encode.RowSink;

/** Runs rows, as {@link io.github.langres.engine.encode.EncodeLoop#run} does. Thread-safe. */
@FunctionalInterface
public interface BatchRunner {

  /** Runs every row and gives each to the sink once; returns when the sink has had all. */
  void run(TokenBatch rows, RowSink sink, Cancellation cancellation);
}
