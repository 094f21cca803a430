package io.github.langres.engine.encode;

/** Takes the rows of one {@link EncodeLoop#run} as they are finished. */
@FunctionalInterface
public interface RowSink {

  /**
   * Takes one row. Rows come in no particular order, each once; with several workers, different
   * rows come at the same time on different threads. An exception ends the call and is thrown by
   * it.
   *
   * @param row the row's index in the caller's batch
   * @param output borrowed, valid until this method returns: copy out what you keep
   */
  void row(int row, RowOutput output);
}
