package io.github.langres.models.family;

import io.github.langres.models.family.DecoderPlan.Biases;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;
import java.util.OptionalInt;

/** Qwen 2 and 2.5: biases on queries, keys and values. */
final class Qwen2 implements DecoderFamily {
  private static final LlamaLike BASE = new LlamaLike(32, 0, 32_768, 10_000, LlamaLike.ALL, false);

  @Override
  public String modelType() {
    return "qwen2";
  }

  @Override
  public List<String> prefixes() {
    return LlamaLike.PREFIXES;
  }

  @Override
  public DecoderPlan plan(JsonObject config) {
    return windowed(BASE.plan(config), config).withBiases(new Biases(true, false, false));
  }

  /** The windows of Qwen: only when asked for, from a layer on. */
  static DecoderPlan windowed(DecoderPlan plan, JsonObject config) {
    OptionalInt window =
        config.booleanOr("use_sliding_window", false)
            ? LayerTypes.window(config, 4096)
            : OptionalInt.empty();
    int first = config.intOr("max_window_layers", 28);
    return plan.withLayers(LayerTypes.layers(plan, config, window, layer -> layer >= first));
  }
}
