package io.github.langres.engine;

import java.nio.ByteBuffer;

/**
 * The scratch of one caller: inputs bound to its own direct buffers, outputs borrowed. Bind, run,
 * read; then change the buffers' contents and run again. Not thread-safe.
 */
public interface GraphRun extends AutoCloseable {

  /**
   * Binds an input to the bytes between the buffer's position and limit, without a copy. Binding
   * the same buffer, range and shape again costs nothing.
   *
   * @param data a direct buffer in native byte order
   * @param shape one size an axis; the product times the element size equals the bytes remaining
   * @throws EngineException.Run when the graph has no such input, or the sizes differ
   */
  void bindInput(String name, ByteBuffer data, long... shape);

  /**
   * Pins an output to the bytes between the buffer's position and limit: the graph writes there.
   * The same buffer may be bound as an input, as a KV cache is.
   *
   * @throws EngineException.Run when the graph has no such output, or the sizes differ
   */
  void bindOutput(String name, ByteBuffer data, long... shape);

  /**
   * Runs the graph once.
   *
   * @throws EngineException.Run when the runtime refuses the inputs or fails
   * @throws EngineException.Cancelled when the cancellation was requested before or during the run
   */
  void run(Cancellation cancellation);

  /**
   * Borrows an output of the last run, in native byte order; valid until the next run or close.
   *
   * @return the raw elements; {@link #outputShape} says how to read them
   */
  ByteBuffer output(String name);

  /** The shape of an output of the last run. */
  long[] outputShape(String name);

  @Override
  void close();
}
