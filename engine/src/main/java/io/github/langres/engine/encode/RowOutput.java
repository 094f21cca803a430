package io.github.langres.engine.encode;

import java.nio.FloatBuffer;

/** The outputs of one row without its padding; a borrowed view. */
public interface RowOutput {

  /** The number of tokens of the row. */
  int length();

  /**
   * The values of an output, from position 0 to the limit, as {@link #shape} says. float16 and
   * bfloat16 outputs are converted, into memory that the next call for the same output overwrites.
   *
   * @throws io.github.langres.engine.EngineException.Run when the graph has no such output, it is
   *     no float, or its first axis is not the batch
   */
  FloatBuffer values(String outputName);

  /**
   * The shape of {@link #values}: {@code [length, ...]} for an output {@code [B, S, ...]}, else
   * {@code [...]} for an output {@code [B, ...]}.
   *
   * @throws io.github.langres.engine.EngineException.Run as {@link #values}
   */
  long[] shape(String outputName);
}
