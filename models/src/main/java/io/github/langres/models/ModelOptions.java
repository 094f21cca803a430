package io.github.langres.models;

import io.github.langres.engine.Device;
import java.util.Optional;

/**
 * How to open a model. Immutable; start from {@link #defaults()}:
 *
 * <pre>{@code
 * ModelOptions options = ModelOptions.defaults().withThreads(4).withLongText(LongText.ERROR);
 * }</pre>
 *
 * @param precision the numbers that the weights are multiplied in; empty means those that a built
 *     folder was built in, and fp32 otherwise
 * @param device where the graph runs; one that is not there is an error
 * @param threads processor threads of the model, 0 for one a core. With one a core or more, a call
 *     of many texts also runs several batches at the same time
 * @param batchTokens how many tokens, padding included, one run may take; a longer text runs alone
 * @param longText what to do with a text of more tokens than the model accepts
 * @param gathering how calls of several threads share runs; empty means that each call runs alone
 * @param contextTokens how many tokens prompt and answer of a generative model may have together; 0
 *     means as many as it was trained for, at most 32,768
 */
public record ModelOptions(
    Optional<Precision> precision,
    Device device,
    int threads,
    int batchTokens,
    LongText longText,
    Optional<Gathering> gathering,
    int contextTokens) {

  public ModelOptions {
    if (threads < 0) {
      throw new IllegalArgumentException("threads must be 0 or more, got " + threads);
    }
    if (batchTokens < 1) {
      throw new IllegalArgumentException("batchTokens must be 1 or more, got " + batchTokens);
    }
    if (contextTokens < 0) {
      throw new IllegalArgumentException("contextTokens must be 0 or more, got " + contextTokens);
    }
  }

  /**
   * The folder's precision on the processor, one thread a core, 1,024 tokens a run, long texts
   * truncated.
   */
  public static ModelOptions defaults() {
    return new ModelOptions(
        Optional.empty(), Device.cpu(), 0, 1024, LongText.TRUNCATE, Optional.empty(), 0);
  }

  /** The same with another precision. */
  public ModelOptions withPrecision(Precision newPrecision) {
    return new ModelOptions(
        Optional.of(newPrecision),
        device,
        threads,
        batchTokens,
        longText,
        gathering,
        contextTokens);
  }

  /** The same with another device. */
  public ModelOptions withDevice(Device newDevice) {
    return new ModelOptions(
        precision, newDevice, threads, batchTokens, longText, gathering, contextTokens);
  }

  /** The same with another number of threads. */
  public ModelOptions withThreads(int newThreads) {
    return new ModelOptions(
        precision, device, newThreads, batchTokens, longText, gathering, contextTokens);
  }

  /** The same with another token budget a run. */
  public ModelOptions withBatchTokens(int newBatchTokens) {
    return new ModelOptions(
        precision, device, threads, newBatchTokens, longText, gathering, contextTokens);
  }

  /** The same with another treatment of long texts. */
  public ModelOptions withLongText(LongText newLongText) {
    return new ModelOptions(
        precision, device, threads, batchTokens, newLongText, gathering, contextTokens);
  }

  /** The same, gathering the calls of several threads into common runs. */
  public ModelOptions withGathering(Gathering newGathering) {
    return new ModelOptions(
        precision,
        device,
        threads,
        batchTokens,
        longText,
        Optional.of(newGathering),
        contextTokens);
  }

  /** The same with a context of that many tokens; 0 for as many as the model was trained for. */
  public ModelOptions withContextTokens(int newContextTokens) {
    return new ModelOptions(
        precision, device, threads, batchTokens, longText, gathering, newContextTokens);
  }
}
