package io.github.langres.models.graph;

/**
 * The arithmetic of the linear layers; everything else is float32. Encoders and decoders quantize
 * differently: the former have many tokens a run and are bound by arithmetic, the latter few and
 * are bound by the memory that holds the weights.
 */
public enum Precision {
  /** As trained. */
  FP32,

  /**
   * Signed int8 weights. In encoders one scale an output channel; uint8 activations, one scale a
   * tensor, measured as the graph runs: a row's result then depends slightly on the rows beside it.
   * In decoders one scale a block of weights and a block of activations, token by token.
   */
  INT8,

  /** Decoders only: 4-bit weights, one scale a block. */
  INT4
}
