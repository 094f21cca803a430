package io.github.langres.models.family;

import io.github.langres.models.ModelException;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;

/**
 * The frequencies of rotary embeddings, rounded to float32 where transformers rounds them: far
 * positions feel the last bit.
 *
 * @param inverse radians a position, one a pair of channels
 * @param attention what cosines and sines are multiplied by
 */
record RopeFrequencies(float[] inverse, float attention) {

  /**
   * @param context positions that the graph takes; {@link Rope.Kind#DYNAMIC} and {@link
   *     Rope.Kind#LONGROPE} stretch by it
   */
  static RopeFrequencies of(Rope rope, int context) {
    return switch (rope.kind()) {
      case DEFAULT -> new RopeFrequencies(plain(rope.theta(), rope.channels()), 1);
      case LINEAR -> new RopeFrequencies(linear(rope), 1);
      case DYNAMIC -> new RopeFrequencies(dynamic(rope, context), 1);
      case YARN -> new RopeFrequencies(yarn(rope), (float) yarnAttention(rope));
      case LLAMA3 -> new RopeFrequencies(llama3(rope), 1);
      case LONGROPE ->
          new RopeFrequencies(longRope(rope, context), (float) longRopeAttention(rope));
    };
  }

  private static float[] plain(double theta, int channels) {
    float[] inverse = powers(theta, channels);
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = 1 / inverse[i];
    }
    return inverse;
  }

  /** {@code theta^(2i / channels)}. */
  private static float[] powers(double theta, int channels) {
    float[] powers = new float[(channels + 1) / 2];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = (float) Math.pow((float) theta, 2f * i / channels);
    }
    return powers;
  }

  private static float[] linear(Rope rope) {
    float[] inverse = plain(rope.theta(), rope.channels());
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] /= (float) rope.factor();
    }
    return inverse;
  }

  /** The longer the context, the larger the base: "NTK-aware" scaling (u/bloc97, u/emozilla). */
  private static float[] dynamic(Rope rope, int context) {
    double stretch = (double) Math.max(context, rope.trained()) / rope.trained();
    double factor = rope.factor();
    double exponent = rope.channels() / (rope.channels() - 2.0);
    return plain(
        rope.theta() * Math.pow(factor * stretch - (factor - 1), exponent), rope.channels());
  }

  /** Fast pairs stay, slow ones are interpolated, with a ramp between (arXiv 2309.00071). */
  private static float[] yarn(Rope rope) {
    JsonObject settings = rope.settings();
    int pairs = rope.channels() / 2;
    double low = turnsAt(rope, orDefault(settings, "beta_fast", 32));
    double high = turnsAt(rope, orDefault(settings, "beta_slow", 1));
    if (settings.booleanOr("truncate", true)) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    low = Math.max(low, 0);
    high = Math.min(high, rope.channels() - 1);
    float width = (float) (low == high ? 0.001 : high - low);
    float[] powers = powers(rope.theta(), rope.channels());
    float[] inverse = new float[powers.length];
    for (int i = 0; i < pairs; i++) {
      float ramp = Math.min(1, Math.max(0, (i - (float) low) / width));
      float kept = 1 - ramp;
      float interpolated = 1 / ((float) rope.factor() * powers[i]);
      inverse[i] = interpolated * (1 - kept) + 1 / powers[i] * kept;
    }
    return inverse;
  }

  private static double orDefault(JsonObject settings, String key, double otherwise) {
    double value = settings.numberOr(key, otherwise);
    return value == 0 ? otherwise : value;
  }

  /** The pair of channels that makes that many turns over the original positions. */
  private static double turnsAt(Rope rope, double turns) {
    return rope.channels()
        * Math.log(rope.original() / (turns * 2 * Math.PI))
        / (2 * Math.log(rope.theta()));
  }

  private static double yarnAttention(Rope rope) {
    JsonObject settings = rope.settings();
    if (settings.has("attention_factor")) {
      return settings.numberOr("attention_factor", 1);
    }
    double mscale = settings.numberOr("mscale", 0);
    double allDimensions = settings.numberOr("mscale_all_dim", 0);
    return mscale != 0 && allDimensions != 0
        ? magnitude(rope.factor(), mscale) / magnitude(rope.factor(), allDimensions)
        : magnitude(rope.factor(), 1);
  }

  private static double magnitude(double factor, double mscale) {
    return factor <= 1 ? 1 : 0.1 * mscale * Math.log(factor) + 1;
  }

  /** Slow pairs are divided by the factor, fast ones stay, with a blend between (Llama 3.1). */
  private static float[] llama3(Rope rope) {
    JsonObject settings = rope.settings();
    float factor = (float) rope.factor();
    double slow = required(settings, "low_freq_factor");
    double fast = required(settings, "high_freq_factor");
    float longest = (float) (rope.original() / slow);
    float shortest = (float) (rope.original() / fast);
    float[] inverse = plain(rope.theta(), rope.channels());
    for (int i = 0; i < inverse.length; i++) {
      float wavelength = (float) (2 * Math.PI) / inverse[i];
      if (wavelength > longest) {
        inverse[i] /= factor;
      } else if (wavelength >= shortest) {
        float blend = (rope.original() / wavelength - (float) slow) / (float) (fast - slow);
        inverse[i] = (1 - blend) * inverse[i] / factor + blend * inverse[i];
      }
    }
    return inverse;
  }

  private static double required(JsonObject settings, String key) {
    double value = settings.numberOr(key, 0);
    if (value <= 0) {
      throw new ModelException.Folder(
          settings.source() + ": \"" + key + "\" must be a positive number, got " + value);
    }
    return value;
  }

  /** Each pair has factors of its own (arXiv 2402.13753). */
  private static float[] longRope(Rope rope, int context) {
    List<?> factors =
        rope.settings().listOrEmpty(context > rope.original() ? "long_factor" : "short_factor");
    float[] inverse = powers(rope.theta(), rope.channels());
    if (factors.size() != inverse.length) {
      throw new ModelException.Folder(
          rope.settings().source()
              + ": short_factor and long_factor need "
              + inverse.length
              + " numbers, got "
              + factors.size());
    }
    for (int i = 0; i < inverse.length; i++) {
      if (!(factors.get(i) instanceof Number factor)) {
        throw new ModelException.Folder(
            rope.settings().source() + ": short_factor and long_factor must be numbers");
      }
      inverse[i] = 1 / (factor.floatValue() * inverse[i]);
    }
    return inverse;
  }

  private static double longRopeAttention(Rope rope) {
    if (rope.settings().has("attention_factor")) {
      return rope.settings().numberOr("attention_factor", 1);
    }
    double factor = rope.factor();
    return factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(rope.original()));
  }

  /**
   * The cosine of a position's angle.
   *
   * @param pair of channels
   */
  float cosine(int position, int pair) {
    return (float) Math.cos(position * inverse[pair]) * attention;
  }

  float sine(int position, int pair) {
    return (float) Math.sin(position * inverse[pair]) * attention;
  }
}
