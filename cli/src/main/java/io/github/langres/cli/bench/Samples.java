package io.github.langres.cli.bench;

import java.util.Arrays;
import java.util.Locale;

/** The same measurement several times over: its median and its spread. */
final class Samples {
  private double[] values = new double[0];

  void add(double value) {
    values = Arrays.copyOf(values, values.length + 1);
    values[values.length - 1] = value;
  }

  /** The value that a share of the samples does not exceed; 0.5 is the median. */
  double quantile(double share) {
    double[] sorted = sorted();
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }

  double median() {
    return quantile(0.5);
  }

  /** Least and largest, as a person reads them. */
  String spread() {
    double[] sorted = sorted();
    return String.format(Locale.ROOT, "%.4g-%.4g", sorted[0], sorted[sorted.length - 1]);
  }

  private double[] sorted() {
    if (values.length == 0) {
      throw new IllegalStateException("nothing was measured");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
