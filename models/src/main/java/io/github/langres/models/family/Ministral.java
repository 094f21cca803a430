package io.github.langres.models.family;

import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;

/** Ministral: layers with and without a window take turns. */
final class Ministral implements DecoderFamily {
  private static final LlamaLike BASE = new LlamaLike(8, 0, 131_072, 10_000, LlamaLike.ALL, false);

  @Override
  public String modelType() {
    return "ministral";
  }

  @Override
  public List<String> prefixes() {
    return LlamaLike.PREFIXES;
  }

  @Override
  public DecoderPlan plan(JsonObject config) {
    DecoderPlan plan = BASE.plan(config);
    return plan.withLayers(
        LayerTypes.layers(plan, config, LayerTypes.window(config, 4096), layer -> true));
  }
}
