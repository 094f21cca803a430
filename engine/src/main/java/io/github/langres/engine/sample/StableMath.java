package io.github.langres.engine.sample;

/**
 * Exponentials and random numbers that are the same bits on every machine, which {@link Math#exp}
 * does not promise.
 */
final class StableMath {
  private static final double LOG2_E = 1.4426950408889634;
  // The high part has few bits, so that its multiples are exact (Cody and Waite).
  private static final double LN2_HIGH = 0x1.62e42feep-1;
  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;
  // Adding it rounds a double to a whole number.
  private static final double ROUNDER = 0x1.8p52;
  private static final double SMALLEST = -700;

  private StableMath() {}

  /** e to the power of x, for x of 0 or less; off by 1e-11 of it at most, and 0 below -700. */
  static double exp(double x) {
    if (x < SMALLEST) {
      return 0;
    }
    double power = x * LOG2_E + ROUNDER - ROUNDER;
    double r = x - power * LN2_HIGH - power * LN2_LOW;
    // The Taylor series to the 9th term; |r| is below 0.35.
    double sum = 1.0 / 362880;
    sum = sum * r + 1.0 / 40320;
    sum = sum * r + 1.0 / 5040;
    sum = sum * r + 1.0 / 720;
    sum = sum * r + 1.0 / 120;
    sum = sum * r + 1.0 / 24;
    sum = sum * r + 1.0 / 6;
    sum = sum * r + 0.5;
    sum = sum * r + 1;
    sum = sum * r + 1;
    return sum * Double.longBitsToDouble(((long) power + 1023) << 52);
  }

  /** The state after a draw; begin with any seed. SplitMix64 (Steele, Lea, Flood 2014). */
  static long nextState(long state) {
    return state + 0x9e3779b97f4a7c15L;
  }

  /** The number in [0, 1) that belongs to a state. */
  static double unit(long state) {
    long z = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return ((z ^ z >>> 31) >>> 11) * 0x1p-53;
  }
}
