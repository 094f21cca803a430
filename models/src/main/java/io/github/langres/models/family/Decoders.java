package io.github.langres.models.family;

import io.github.langres.engine.GraphSource;
import io.github.langres.models.ModelException;
import io.github.langres.models.safetensors.Weights;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The architectures that write. */
final class Decoders {
  private static final List<DecoderFamily> FAMILIES =
      List.of(
          new Llama(),
          new Mistral(),
          new Ministral(),
          new Qwen2(),
          new Qwen3(),
          new SmolLm3(),
          new Nemotron(),
          new Gpt2());

  private Decoders() {}

  static List<String> modelTypes() {
    return FAMILIES.stream().map(DecoderFamily::modelType).sorted().toList();
  }

  static Optional<DecoderFamily> family(String modelType) {
    return FAMILIES.stream().filter(family -> family.modelType().equals(modelType)).findFirst();
  }

  static GraphSource.Built build(
      DecoderFamily family, JsonObject config, Weights weights, DecoderOptions options) {
    DecoderPlan plan = family.plan(config);
    options.cacheScales().ifPresent(scales -> checkScales(plan, scales.size()));
    Checkpoint checkpoint =
        Checkpoint.of(weights, family.prefixes(), plan.names().words() + ".weight");
    DecoderNet net = DecoderNet.open(checkpoint, plan, options);
    new DecoderLayers(net)
        .build(plan.facts(family.modelType()).contextLength(options.contextLength()));
    return net.graph().build();
  }

  private static void checkScales(DecoderPlan plan, int scales) {
    if (scales != plan.sizes().layers()) {
      throw new ModelException.Unsupported(
          "an int8 cache needs one pair of scales a layer: expected "
              + plan.sizes().layers()
              + ", got "
              + scales);
    }
  }
}
