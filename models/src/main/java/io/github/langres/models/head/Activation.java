package io.github.langres.models.head;

import java.util.Locale;
import java.util.Optional;

/** The functions that sentence-transformers folders name by Python path. */
public enum Activation {
  IDENTITY,
  SIGMOID,
  TANH,
  RELU,
  GELU,
  SILU;

  /**
   * Reads a path such as {@code torch.nn.modules.activation.Tanh}; empty when it is not one of
   * PyTorch's, or not one of these.
   */
  public static Optional<Activation> parse(String path) {
    if (!path.startsWith("torch.")) {
      return Optional.empty();
    }
    String name = path.substring(path.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT);
    for (Activation activation : values()) {
      if (activation.name().equals(name)) {
        return Optional.of(activation);
      }
    }
    return Optional.empty();
  }

  /** The value of the function. */
  public double of(double x) {
    return switch (this) {
      case IDENTITY -> x;
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case TANH -> Math.tanh(x);
      case RELU -> Math.max(0, x);
      case GELU -> x * (1 + erf(x / Math.sqrt(2))) / 2;
      case SILU -> x / (1 + Math.exp(-x));
    };
  }

  /** Abramowitz and Stegun 7.1.26, exact to 1.5e-7. */
  private static double erf(double x) {
    double t = 1 / (1 + 0.3275911 * Math.abs(x));
    double series =
        t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    return Math.copySign(1 - series * Math.exp(-x * x), x);
  }
}
