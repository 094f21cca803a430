package io.github.langres.models.family;

import io.github.langres.models.ModelException;
import io.github.langres.models.graph.Activation;
import io.github.langres.tokenizer.json.JsonObject;

/** Config values that have a default in the architecture's class. */
final class Settings {
  private static final int MAX_POSITIONS = 1 << 20;

  private Settings() {}

  /** A count of positions; bounded, because tables of that size are made. */
  static int positions(JsonObject config, String key, int otherwise) {
    int positions = config.intOr(key, otherwise);
    if (positions < 1 || positions > MAX_POSITIONS) {
      throw new ModelException.Folder(
          config.source()
              + ": \""
              + key
              + "\" must be 1 to "
              + MAX_POSITIONS
              + ", got "
              + positions);
    }
    return positions;
  }

  /** Refuses the learned distances of some old checkpoints. */
  static void checkAbsolutePositions(JsonObject config) {
    String type = config.string("position_embedding_type", "absolute");
    if (!type.equals("absolute")) {
      throw new ModelException.Unsupported(
          config.source() + ": position_embedding_type must be absolute, got \"" + type + "\"");
    }
  }

  static Activation activation(JsonObject config, String key, String otherwise) {
    return Activation.parse(config.string(key, otherwise));
  }
}
