package io.github.langres.cli.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What this machine is, as far as figures depend on it. */
public final class Machine {
  private static final Path CPU = Path.of("/proc/cpuinfo");

  /** The instruction sets that ONNX Runtime chooses its kernels by. */
  private static final Set<String> INSTRUCTION_SETS =
      new TreeSet<>(
          List.of(
              "avx2",
              "avx512f",
              "avx512_vnni",
              "avx_vnni",
              "avx512_bf16",
              "amx_int8",
              "amx_bf16",
              "asimd",
              "asimddp",
              "i8mm",
              "sve"));

  private Machine() {}

  public static Map<String, String> describe() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", processor());
    facts.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors");
    facts.put("Java", System.getProperty("java.vm.name") + " " + Runtime.version());
    return facts;
  }

  /** The load average of the last minute: above 0.5 before a run, others were at work. */
  public static String load() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load < 0 ? "unknown" : String.format(Locale.ROOT, "%.2f", load);
  }

  private static String processor() {
    String model = "unknown";
    Set<String> flags = new TreeSet<>();
    try {
      for (String line : Files.readAllLines(CPU)) {
        int colon = line.indexOf(':');
        if (colon < 0) {
          continue;
        }
        String value = line.substring(colon + 1).trim();
        switch (line.substring(0, colon).trim()) {
          case "model name" -> model = value;
          case "flags", "Features" -> flags.addAll(List.of(value.split(" ", -1)));
          default -> {}
        }
      }
    } catch (IOException e) {
      return model + " (no " + CPU + ")";
    }
    flags.retainAll(INSTRUCTION_SETS);
    return model + " (" + String.join(" ", flags) + ")";
  }
}
