package io.github.langres.engine.sample;

import io.github.langres.engine.EngineException;

/** Finds the largest of many logits. */
final class Largest {
  private Largest() {}

  /**
   * The index of the largest value; of equal ones the lowest, as {@code torch.argmax} on the CPU.
   *
   * @throws EngineException.Run when a value is NaN, or the largest is infinite
   */
  static int index(float[] values, int count) {
    float best = Float.NEGATIVE_INFINITY;
    int index = 0;
    for (int i = 0; i < count; i++) {
      // Not "above": a NaN must come through. The branch is hardly ever taken, so this one pass is
      // quicker (13 us for 49,152) than maxima side by side (19), or one Math.max (27), and a
      // search.
      if (!(values[i] <= best)) {
        best = values[i];
        index = i;
        if (Float.isNaN(best)) {
          break;
        }
      }
    }
    requireFinite(best);
    return index;
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
