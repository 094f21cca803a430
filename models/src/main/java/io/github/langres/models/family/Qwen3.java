package io.github.langres.models.family;

import io.github.langres.models.family.DecoderPlan.Biases;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;

/** Qwen 3: queries and keys are normalized, head by head. */
final class Qwen3 implements DecoderFamily {
  private static final LlamaLike BASE =
      new LlamaLike(32, 128, 32_768, 10_000, LlamaLike.ALL, false);

  @Override
  public String modelType() {
    return "qwen3";
  }

  @Override
  public List<String> prefixes() {
    return LlamaLike.PREFIXES;
  }

  @Override
  public DecoderPlan plan(JsonObject config) {
    boolean attention = config.booleanOr("attention_bias", false);
    return Qwen2.windowed(BASE.plan(config), config)
        .withBiases(new Biases(attention, attention, false))
        .withHeadNorms();
  }
}
