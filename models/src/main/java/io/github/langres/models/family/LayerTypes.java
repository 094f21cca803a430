package io.github.langres.models.family;

import io.github.langres.models.ModelException;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/** Which layers see a window only. */
final class LayerTypes {
  private LayerTypes() {}

  /** The window of a config; a key that says null means none. */
  static OptionalInt window(JsonObject config, int otherwise) {
    String key = "sliding_window";
    if (!config.keys().contains(key)) {
      return otherwise == 0 ? OptionalInt.empty() : OptionalInt.of(otherwise);
    }
    if (!config.has(key)) {
      return OptionalInt.empty();
    }
    int window = config.integer(key);
    if (window < 1) {
      throw new ModelException.Folder(
          config.source() + ": \"sliding_window\" must be 1 or more, got " + window);
    }
    return OptionalInt.of(window);
  }

  /**
   * The layers with the window where {@code layer_types} says so.
   *
   * @param otherwise which layers have it when the config has no such list
   */
  static List<DecoderPlan.Layer> layers(
      DecoderPlan plan, JsonObject config, OptionalInt window, IntPredicate otherwise) {
    List<?> types = config.listOrEmpty("layer_types");
    if (!types.isEmpty() && types.size() != plan.layers().size()) {
      throw new ModelException.Folder(
          config.source()
              + ": layer_types has "
              + types.size()
              + " entries for "
              + plan.layers().size()
              + " layers");
    }
    return LlamaLike.windowed(
        plan,
        layer -> {
          boolean slides =
              types.isEmpty() ? otherwise.test(layer) : slides(config, types.get(layer));
          return slides ? window : OptionalInt.empty();
        });
  }

  private static boolean slides(JsonObject config, Object type) {
    if ("sliding_attention".equals(type)) {
      return true;
    }
    if ("full_attention".equals(type)) {
      return false;
    }
    throw new ModelException.Unsupported(
        config.source() + ": layer_types must be full_attention or sliding_attention, got " + type);
  }
}
