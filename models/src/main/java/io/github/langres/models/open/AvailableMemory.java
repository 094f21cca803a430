package io.github.langres.models.open;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory the machine, or the container, can still give. */
final class AvailableMemory {
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";

  private AvailableMemory() {}

  /** What is free or can be freed at once, as far as the system says; never an exception. */
  static long bytes() {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)) {
      return Long.MAX_VALUE;
    }
    long linux = ofMeminfo();
    // In a container the bean's total is the limit, which /proc/meminfo does not know.
    return linux < 0 ? system.getFreeMemorySize() : Math.min(linux, system.getTotalMemorySize());
  }

  /** What Linux estimates, page cache included; -1 elsewhere. */
  private static long ofMeminfo() {
    try {
      for (String line : Files.readAllLines(MEMINFO)) {
        if (line.startsWith(AVAILABLE)) {
          String kilobytes = line.substring(AVAILABLE.length()).replace("kB", "").strip();
          return 1024 * Long.parseLong(kilobytes);
        }
      }
    } catch (IOException | NumberFormatException e) {
      // not Linux, or not as it was
    }
    return -1;
  }
}
