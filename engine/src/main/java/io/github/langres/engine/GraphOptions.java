package io.github.langres.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a graph is opened.
 *
 * @param device where it runs
 * @param threads the threads that one run may use; 0 is one a physical core
 * @param runtimeEntries configuration that is handed to the runtime as it is; for measurements, not
 *     a stable interface
 */
public record GraphOptions(Device device, int threads, Map<String, String> runtimeEntries) {
  private static final GraphOptions DEFAULTS = new GraphOptions(Device.cpu(), 0, Map.of());

  public GraphOptions {
    if (threads < 0) {
      throw new IllegalArgumentException(
          "threads must be 0 (one a physical core) or more, got " + threads);
    }
    runtimeEntries = Map.copyOf(runtimeEntries);
  }

  /** The processor, with one thread a physical core. */
  public static GraphOptions defaults() {
    return DEFAULTS;
  }

  /** These options on another device. */
  public GraphOptions withDevice(Device newDevice) {
    return new GraphOptions(newDevice, threads, runtimeEntries);
  }

  /** These options with another number of threads. */
  public GraphOptions withThreads(int newThreads) {
    return new GraphOptions(device, newThreads, runtimeEntries);
  }

  /** These options with one more runtime entry. */
  public GraphOptions withRuntimeEntry(String key, String value) {
    Map<String, String> entries = new LinkedHashMap<>(runtimeEntries);
    entries.put(key, value);
    return new GraphOptions(device, threads, entries);
  }
}
