package io.github.langres.models.graph;

/** The arithmetic of the linear layers; everything else is float32. */
public enum Precision {
  /** As trained. */
  FP32,

  /**
   * Signed int8 weights, one scale an output channel; uint8 activations, one scale a tensor,
   * measured as the graph runs. A row's result then depends slightly on the rows beside it.
   */
  INT8
}
