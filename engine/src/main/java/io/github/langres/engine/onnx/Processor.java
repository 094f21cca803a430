package io.github.langres.engine.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The processor, as far as ONNX Runtime's kernels depend on it. Two that are equal pack weights
 * alike.
 *
 * @param architecture such as {@code amd64}
 * @param name such as {@code AMD EPYC 9654}; empty where the system does not say
 * @param features the instruction sets that kernels are chosen by, such as {@code avx512_vnni}
 */
public record Processor(String architecture, String name, Set<String> features) {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  /** What the kernels of MLAS, ONNX Runtime's matrix library, look for, on x86-64 and on Arm. */
  private static final Pattern KERNEL_FEATURE =
      Pattern.compile(
          "avx|avx2|fma|f16c|avx_vnni(_int8)?|avx512(f|cd|bw|dq|vl|_vnni|_bf16|_fp16)"
              + "|amx_(tile|int8|bf16)|asimd(hp|dp|fhm)?|i8mm|bf16|sve2?|sme2?");

  private static final Set<String> INT8_FEATURES =
      Set.of("avx512_vnni", "avx_vnni", "asimddp", "i8mm");

  public Processor {
    features = Set.copyOf(features);
  }

  /** This machine's, where the system tells: on Linux. */
  public static Optional<Processor> current() {
    try {
      return parse(System.getProperty("os.arch", ""), Files.readAllLines(CPUINFO));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Optional<Processor> parse(String architecture, List<String> cpuinfo) {
    String name = "";
    Set<String> features = new TreeSet<>();
    for (String line : cpuinfo) {
      if (line.isBlank() && !features.isEmpty()) {
        break; // the next core
      }
      String[] entry = line.split("\\s*:\\s*", 2);
      String value = entry.length < 2 ? "" : entry[1].strip();
      switch (entry[0].strip()) {
        case "model name", "CPU part" -> name = value;
        case "flags", "Features" ->
            Set.of(value.split("\\s+")).stream()
                .filter(KERNEL_FEATURE.asMatchPredicate())
                .forEach(features::add);
        default -> {}
      }
    }
    return features.isEmpty()
        ? Optional.empty()
        : Optional.of(new Processor(architecture, name, features));
  }

  /** True when one instruction multiplies and adds 8-bit numbers. */
  public boolean hasInt8Products() {
    return features.stream().anyMatch(INT8_FEATURES::contains);
  }

  @Override
  public String toString() {
    return architecture
        + (name.isEmpty() ? "" : " " + name)
        + " "
        + String.join(" ", new TreeSet<>(features));
  }
}
