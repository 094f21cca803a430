package io.github.langres.models.family;

import io.github.langres.models.ModelException;
import io.github.langres.tokenizer.json.JsonObject;

/**
 * Rotary position embeddings as a config describes them, in any of its three spellings: {@code
 * rope_parameters}; {@code rope_theta} beside {@code rope_scaling} with {@code rope_type}; or the
 * same with {@code type}.
 *
 * @param channels of a head that turn
 * @param settings the values of the kind, under their names in the config
 * @param trained positions that the model was trained for
 * @param original positions that it was trained for before they were stretched
 */
record Rope(Kind kind, int channels, double theta, JsonObject settings, int trained, int original) {

  /** How frequencies are stretched to more positions. */
  enum Kind {
    DEFAULT,
    LINEAR,
    DYNAMIC,
    YARN,
    LLAMA3,
    LONGROPE;

    /** Made for more positions than the model was trained for. */
    boolean stretches() {
      return this == DYNAMIC || this == LONGROPE;
    }
  }

  /**
   * @param share of a head's channels that turn, when the config names no other; a negative share
   *     turns all and ignores what the config says
   */
  static Rope read(JsonObject config, int headSize, double share, double theta, int positions) {
    JsonObject scaling = config.objectOrEmpty("rope_scaling");
    JsonObject settings =
        scaling.keys().isEmpty() ? config.objectOrEmpty("rope_parameters") : scaling;
    double turning =
        share < 0
            ? 1
            : settings.numberOr(
                "partial_rotary_factor", config.numberOr("partial_rotary_factor", share));
    int original =
        config.has("original_max_position_embeddings")
            ? config.integer("original_max_position_embeddings")
            : settings.intOr("original_max_position_embeddings", positions);
    Rope rope =
        new Rope(
            kind(settings),
            (int) (headSize * turning),
            settings.numberOr("rope_theta", config.numberOr("rope_theta", theta)),
            settings,
            positions,
            original);
    if (rope.channels < 1 || rope.channels > headSize || rope.theta <= 0 || original < 1) {
      throw new ModelException.Folder(
          config.source()
              + ": rotary embeddings turn 1 to "
              + headSize
              + " channels by a positive rope_theta, got "
              + rope.channels
              + " channels and "
              + rope.theta);
    }
    return rope;
  }

  private static Kind kind(JsonObject settings) {
    String type = settings.string("rope_type", settings.string("type", "default"));
    return switch (type) {
      case "default" -> Kind.DEFAULT;
      case "linear" -> Kind.LINEAR;
      case "dynamic" -> Kind.DYNAMIC;
      case "yarn" -> Kind.YARN;
      case "llama3" -> Kind.LLAMA3;
      case "longrope", "su" -> Kind.LONGROPE;
      default ->
          throw new ModelException.Unsupported(
              settings.source()
                  + ": rope_type \""
                  + type
                  + "\" is not known; known are default, linear, dynamic, yarn, llama3 and"
                  + " longrope");
    };
  }

  /**
   * The positions up to which frequencies are those of short texts: LongRoPE has others beyond
   * where it was trained first, and a graph holds one table.
   */
  int comfortable() {
    return kind == Kind.LONGROPE ? Math.min(original, trained) : trained;
  }

  double factor() {
    if (!settings.has("factor") && (kind == Kind.YARN || kind == Kind.LONGROPE)) {
      return (double) trained / original;
    }
    double factor = settings.numberOr("factor", 0);
    if (factor <= 0) {
      throw new ModelException.Folder(
          settings.source() + ": \"factor\" must be a positive number, got " + factor);
    }
    return factor;
  }
}
