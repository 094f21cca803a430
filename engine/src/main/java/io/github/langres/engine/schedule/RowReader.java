package io.github.langres.engine.schedule;

import io.github.langres.engine.encode.RowOutput;

/** Makes the answer of a request out of its row. */
@FunctionalInterface
public interface RowReader<R> {

  /**
   * Reads a row; called on a thread that runs batches. What it throws fails this request only.
   *
   * @param output borrowed, valid until this method returns: copy out what the answer keeps
   */
  R read(RowOutput output);
}
