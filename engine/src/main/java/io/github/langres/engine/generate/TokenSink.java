package io.github.langres.engine.generate;

/** Takes the new tokens as they come, on the thread that generates. */
@FunctionalInterface
public interface TokenSink {

  /**
   * Takes a token; never a stop id. What it throws ends the generation and reaches its caller; the
   * state stays usable.
   *
   * @param scores valid during this call only
   * @return whether to go on; false ends with {@link FinishReason#STOP}
   */
  boolean accept(int id, TokenScores scores);
}
