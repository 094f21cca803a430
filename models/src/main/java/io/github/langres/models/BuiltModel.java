package io.github.langres.models;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A model folder whose graphs were built once, so that it opens faster.
 *
 * @param folder where it is
 * @param precision the numbers that its graphs multiply in
 * @param prepackedFor the processor that the weights are also packed for
 * @param heads what its graphs compute
 * @param sourceBytes the weights of the checkpoint
 * @param builtBytes the built weights, all heads together
 * @param elapsed how long the building took
 * @param meanCosine the mean cosine between its outputs and those in fp32, over a few French
 *     sentences; NaN when the fp32 model does not fit into the memory
 * @param minCosine the least of them
 * @param meanDivergence of a model that writes, how far its choice of the next token is from that
 *     in fp32, the mean Kullback-Leibler divergence over the tokens of these sentences, in nats; 0
 *     for an encoder
 */
public record BuiltModel(
    Path folder,
    Precision precision,
    Optional<String> prepackedFor,
    List<String> heads,
    long sourceBytes,
    long builtBytes,
    Duration elapsed,
    double meanCosine,
    double minCosine,
    double meanDivergence) {

  public BuiltModel {
    heads = List.copyOf(heads);
  }

  /**
   * Builds a checkpoint into a folder, with everything else that its tasks need.
   *
   * @param folder where to, created when absent; the checkpoint's own folder is allowed, and keeps
   *     its safetensors beside the graphs
   * @throws ModelException when the source is no checkpoint of a known architecture
   */
  public static BuiltModel build(ModelSource source, Path folder, Precision precision) {
    return ModelOpener.get().build(source, folder, precision, false);
  }

  /**
   * {@link #build}, with every weight also as this processor's kernels read it. Sessions then map
   * the weights from the file in place of packing them into memory of their own: several JVMs on
   * one host share one copy. The file of weights is about twice as large. On another kind of
   * processor, or with another ONNX Runtime, the portable form in the same folder is used.
   *
   * @throws ModelException.Unsupported on systems other than Linux
   */
  public static BuiltModel buildPrepacked(ModelSource source, Path folder, Precision precision) {
    return ModelOpener.get().build(source, folder, precision, true);
  }
}
