package io.github.langres.models;

/**
 * What this machine reaches at best, to read a benchmark's figures by: no model is faster than its
 * matrix products, and no token comes faster than the weights are read.
 *
 * @param fp32 float32 matrix products, giga-operations a second; a multiply-add counts two
 * @param u8s8 unsigned 8-bit by signed 8-bit matrix products, giga-operations a second
 * @param memory sustained reads from memory, gigabytes a second
 */
public record MachineCeilings(double fp32, double u8s8, double memory) {

  /**
   * Measures for about two seconds; keep the machine quiet.
   *
   * @param threads the threads to use, or 0 for one a core
   */
  public static MachineCeilings measure(int threads) {
    return ModelOpener.get().ceilings(threads);
  }

  /** The higher of each. */
  public MachineCeilings max(MachineCeilings other) {
    return new MachineCeilings(
        Math.max(fp32, other.fp32), Math.max(u8s8, other.u8s8), Math.max(memory, other.memory));
  }
}
