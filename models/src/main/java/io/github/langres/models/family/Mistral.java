package io.github.langres.models.family;

import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;
import java.util.OptionalInt;

/** Mistral: every layer sees a window, unless the config says null. */
final class Mistral implements DecoderFamily {
  private static final LlamaLike BASE = new LlamaLike(8, 0, 131_072, 10_000, LlamaLike.ALL, false);

  @Override
  public String modelType() {
    return "mistral";
  }

  @Override
  public List<String> prefixes() {
    return LlamaLike.PREFIXES;
  }

  @Override
  public DecoderPlan plan(JsonObject config) {
    DecoderPlan plan = BASE.plan(config);
    OptionalInt window = LayerTypes.window(config, 4096);
    return plan.withLayers(LlamaLike.windowed(plan, layer -> window));
  }
}
