package io.github.langres.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Samples of this process's resident memory, and their trend. Not thread-safe. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private final List<double[]> samples = new ArrayList<>(); // {minutes, MiB}

  /** Takes a sample; 0 MiB where the system does not tell. */
  double sample(double minutes) throws IOException {
    double mebibytes = Files.exists(STATUS) ? now() : 0;
    samples.add(new double[] {minutes, mebibytes});
    return mebibytes;
  }

  private static double now() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException(STATUS + " has no line VmRSS");
  }

  /** The growth in MiB a minute of the least-squares line through the samples since a time. */
  double slope(double sinceMinutes) {
    List<double[]> late = samples.stream().filter(sample -> sample[0] >= sinceMinutes).toList();
    double time = late.stream().mapToDouble(sample -> sample[0]).average().orElse(0);
    double memory = late.stream().mapToDouble(sample -> sample[1]).average().orElse(0);
    double covariance = 0;
    double variance = 0;
    for (double[] sample : late) {
      covariance += (sample[0] - time) * (sample[1] - memory);
      variance += (sample[0] - time) * (sample[0] - time);
    }
    return variance == 0 ? 0 : covariance / variance;
  }
}
