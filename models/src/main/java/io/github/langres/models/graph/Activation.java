package io.github.langres.models.graph;

import io.github.langres.models.ModelException;

/** The activation functions that configs name. */
public enum Activation {
  GELU,
  GELU_TANH,
  QUICK_GELU,
  SILU,
  RELU,
  RELU_SQUARED,
  TANH,
  SIGMOID,
  MISH,
  IDENTITY;

  /**
   * Reads a name as transformers writes it.
   *
   * @throws ModelException.Unsupported for any other name
   */
  public static Activation parse(String name) {
    return switch (name) {
      case "gelu", "gelu_python" -> GELU;
      case "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_python_tanh", "gelu_accurate" ->
          GELU_TANH;
      case "quick_gelu" -> QUICK_GELU;
      case "silu", "swish" -> SILU;
      case "relu" -> RELU;
      case "relu2" -> RELU_SQUARED;
      case "tanh" -> TANH;
      case "sigmoid" -> SIGMOID;
      case "mish" -> MISH;
      case "linear" -> IDENTITY;
      default ->
          throw new ModelException.Unsupported(
              "the activation \""
                  + name
                  + "\" is not known; known are gelu, gelu_new, gelu_fast, gelu_pytorch_tanh,"
                  + " quick_gelu, silu, swish, relu, relu2, tanh, sigmoid, mish and linear");
    };
  }
}
