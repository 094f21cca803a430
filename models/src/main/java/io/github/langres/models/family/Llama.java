package io.github.langres.models.family;

import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;

/** Llama, and what was saved as one: CroissantLLM, Lucie, Gaperon, SmolLM2. */
final class Llama implements DecoderFamily {
  private static final LlamaLike BASE = new LlamaLike(0, 0, 2048, 10_000, LlamaLike.ALL, false);

  @Override
  public String modelType() {
    return "llama";
  }

  @Override
  public List<String> prefixes() {
    return LlamaLike.PREFIXES;
  }

  @Override
  public DecoderPlan plan(JsonObject config) {
    return BASE.plan(config).withBiases(LlamaLike.biases(config));
  }
}
