package io.github.langres.models.family;

import io.github.langres.models.ModelException;
import io.github.langres.models.family.DecoderPlan.Layer;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** SmolLM3: some layers tell positions apart by the causal mask alone. */
final class SmolLm3 implements DecoderFamily {
  private static final LlamaLike BASE = new LlamaLike(4, 0, 32_768, 2_000_000, LlamaLike.ALL, true);

  @Override
  public String modelType() {
    return "smollm3";
  }

  @Override
  public List<String> prefixes() {
    return LlamaLike.PREFIXES;
  }

  @Override
  public DecoderPlan plan(JsonObject config) {
    DecoderPlan plan = BASE.plan(config).withBiases(LlamaLike.biases(config));
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < plan.layers().size(); i++) {
      layers.add(new Layer(rotates(config, i), OptionalInt.empty(), plan.layers().get(i).scale()));
    }
    boolean windows = config.booleanOr("use_sliding_window", false);
    return plan.withLayers(
        LayerTypes.layers(
            plan.withLayers(layers),
            config,
            LayerTypes.window(config, 0),
            layer -> windows && !layers.get(layer).rotates()));
  }

  private static boolean rotates(JsonObject config, int layer) {
    List<?> listed = config.listOrEmpty("no_rope_layers");
    if (listed.isEmpty()) {
      return (layer + 1) % Math.max(1, config.intOr("no_rope_layer_interval", 4)) != 0;
    }
    if (layer >= listed.size() || !(listed.get(layer) instanceof Long flag)) {
      throw new ModelException.Folder(
          config.source() + ": no_rope_layers needs a 0 or 1 for every layer, got " + listed);
    }
    return flag != 0;
  }
}
