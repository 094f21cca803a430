package io.github.langres.engine.sample;

import io.github.langres.engine.EngineException;

/** Finds the largest of many logits. */
final class Largest {
  // Small enough to stay in the first-level cache for the search of the index.
  private static final int BLOCK = 1024;
  private static final int LANES = 8;

  private Largest() {}

  /**
   * The index of the largest value; of equal ones the lowest, as {@code torch.argmax} on the CPU.
   *
   * @throws EngineException.Run when a value is NaN, or the largest is infinite
   */
  static int index(float[] values, int count) {
    float best = Float.NEGATIVE_INFINITY;
    int bestBlock = 0;
    for (int start = 0; start < count; start += BLOCK) {
      float max = max(values, start, Math.min(start + BLOCK, count));
      // A NaN is not above, nor below or equal.
      if (!(max <= best)) {
        best = max;
        bestBlock = start;
        if (Float.isNaN(max)) {
          break;
        }
      }
    }
    requireFinite(best);
    int index = bestBlock;
    while (values[index] != best) {
      index++;
    }
    return index;
  }

  // Eight maxima side by side: one alone waits for itself at every step. Math.max keeps a NaN.
  private static float max(float[] values, int start, int end) {
    float a = Float.NEGATIVE_INFINITY;
    float b = a;
    float c = a;
    float d = a;
    float e = a;
    float f = a;
    float g = a;
    float h = a;
    int i = start;
    for (; i <= end - LANES; i += LANES) {
      a = Math.max(a, values[i]);
      b = Math.max(b, values[i + 1]);
      c = Math.max(c, values[i + 2]);
      d = Math.max(d, values[i + 3]);
      e = Math.max(e, values[i + 4]);
      f = Math.max(f, values[i + 5]);
      g = Math.max(g, values[i + 6]);
      h = Math.max(h, values[i + 7]);
    }
    for (; i < end; i++) {
      a = Math.max(a, values[i]);
    }
    return Math.max(
        Math.max(Math.max(a, b), Math.max(c, d)), Math.max(Math.max(e, f), Math.max(g, h)));
  }

  private static void requireFinite(float best) {
    if (best == Float.NEGATIVE_INFINITY) {
      throw new EngineException.Run(
          "no token is left to choose: every logit is -infinity; loosen suppressedIds or"
              + " noRepeatNgramSize");
    }
    if (!Float.isFinite(best)) {
      throw new EngineException.Run(
          "the logits hold "
              + best
              + "; expected finite numbers. The model's weights or its precision are at fault:"
              + " float16 graphs overflow on some models, try another precision");
    }
  }
}
