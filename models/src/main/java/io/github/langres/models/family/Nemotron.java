package io.github.langres.models.family;

import io.github.langres.models.family.DecoderPlan.Norm;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;

/**
 * Nemotron (Luciole 1B): layer norms whose weights are saved less one, a squared ReLU without a
 * gate, and heads that turn in part.
 */
final class Nemotron implements DecoderFamily {
  private static final LlamaLike BASE = new LlamaLike(0, 0, 4096, 10_000, 0.5, false);

  @Override
  public String modelType() {
    return "nemotron";
  }

  @Override
  public List<String> prefixes() {
    return LlamaLike.PREFIXES;
  }

  @Override
  public DecoderPlan plan(JsonObject config) {
    return BASE.plan(config)
        .withNames(DecoderNames.LLAMA.ungated())
        .withNorm(new Norm(Norm.Kind.LAYER_ONE_PLUS, config.numberOr("norm_eps", 1e-5)))
        .withActivation(Settings.activation(config, "hidden_act", "relu2"))
        .withBiases(LlamaLike.biases(config));
  }
}
