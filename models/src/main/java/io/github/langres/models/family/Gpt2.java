package io.github.langres.models.family;

import io.github.langres.models.ModelException;
import io.github.langres.models.family.DecoderPlan.Biases;
import io.github.langres.models.family.DecoderPlan.Layer;
import io.github.langres.models.family.DecoderPlan.Norm;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** GPT-2 (gpt-fr): learned positions, and linear layers saved the other way round. */
final class Gpt2 implements DecoderFamily {
  private static final DecoderNames NAMES =
      new DecoderNames(
          "~wte",
          Optional.of("~wpe"),
          "~h.",
          "ln_1",
          "ln_2",
          "~ln_f",
          List.of("attn.c_attn"),
          "attn.c_proj",
          Optional.empty(),
          "mlp.c_fc",
          "mlp.c_proj",
          true);

  @Override
  public String modelType() {
    return "gpt2";
  }

  @Override
  public List<String> prefixes() {
    return List.of("transformer.", "");
  }

  @Override
  public DecoderPlan plan(JsonObject config) {
    if (config.booleanOr("add_cross_attention", false)) {
      throw new ModelException.Unsupported(
          config.source() + ": add_cross_attention is true; only models of text alone are built");
    }
    int hidden = config.integer("n_embd");
    int heads = config.integer("n_head");
    if (heads < 1 || hidden % heads != 0) {
      throw new ModelException.Folder(
          config.source() + ": n_embd " + hidden + " is no multiple of n_head " + heads);
    }
    DecoderSizes sizes =
        new DecoderSizes(
            hidden,
            config.integer("n_layer"),
            heads,
            heads,
            hidden / heads,
            config.intOr("n_inner", Math.multiplyExact(4, hidden)),
            config.integer("vocab_size"),
            config.intOr("n_positions", 1024));
    return new DecoderPlan(
        sizes,
        NAMES,
        new Norm(Norm.Kind.LAYER, config.numberOr("layer_norm_epsilon", 1e-5)),
        Settings.activation(config, "activation_function", "gelu_new"),
        new Biases(true, true, true),
        false,
        config.booleanOr("tie_word_embeddings", true),
        Optional.empty(),
        IntStream.range(0, sizes.layers()).mapToObj(i -> layer(config, sizes, i)).toList());
  }

  private static Layer layer(JsonObject config, DecoderSizes sizes, int index) {
    double scale =
        config.booleanOr("scale_attn_weights", true) ? 1 / Math.sqrt(sizes.headSize()) : 1;
    boolean byLayer = config.booleanOr("scale_attn_by_inverse_layer_idx", false);
    return new Layer(false, OptionalInt.empty(), byLayer ? scale / (index + 1) : scale);
  }
}
