package io.github.langres.models.family;

import io.github.langres.models.family.DecoderPlan.Biases;
import io.github.langres.models.family.DecoderPlan.Layer;
import io.github.langres.models.family.DecoderPlan.Norm;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * What Llama and its descendants have in common: root mean square norms, rotary positions, grouped
 * heads, a gated feed-forward network, and the names of it all.
 *
 * @param keyHeads when the config has none; 0 for one a query head
 * @param headSize when the config has none; 0 for hidden size by heads
 * @param positions when the config has none
 * @param turning see {@link Rope#read}
 */
record LlamaLike(
    int keyHeads, int headSize, int positions, double theta, double turning, boolean tied) {
  static final double ALL = -1;

  /** The prefixes of the body's weights. */
  static final List<String> PREFIXES = List.of("model.", "");

  DecoderPlan plan(JsonObject config) {
    int heads = config.integer("num_attention_heads");
    int hidden = config.integer("hidden_size");
    int size = config.intOr("head_dim", headSize == 0 ? hidden / Math.max(1, heads) : headSize);
    DecoderSizes sizes =
        new DecoderSizes(
            hidden,
            config.integer("num_hidden_layers"),
            heads,
            keyHeads(config, heads),
            size,
            config.integer("intermediate_size"),
            config.integer("vocab_size"),
            config.intOr("max_position_embeddings", positions));
    Layer layer = new Layer(true, OptionalInt.empty(), 1 / Math.sqrt(size));
    return new DecoderPlan(
        sizes,
        DecoderNames.LLAMA,
        new Norm(Norm.Kind.RMS, config.numberOr("rms_norm_eps", 1e-6)),
        Settings.activation(config, "hidden_act", "silu"),
        Biases.NONE,
        false,
        config.booleanOr("tie_word_embeddings", tied),
        Optional.of(Rope.read(config, size, turning, theta, sizes.positions())),
        Collections.nCopies(sizes.layers(), layer));
  }

  /** A key that says null means one a query head, whatever the default of a missing key is. */
  private int keyHeads(JsonObject config, int heads) {
    String key = "num_key_value_heads";
    boolean perHead = keyHeads == 0 || config.keys().contains(key);
    return config.intOr(key, perHead ? heads : keyHeads);
  }

  /** The biases of attention and feed-forward network, where the config asks for them. */
  static Biases biases(JsonObject config) {
    boolean attention = config.booleanOr("attention_bias", false);
    return new Biases(attention, attention, config.booleanOr("mlp_bias", false));
  }

  /** The layers with windows. */
  static List<Layer> windowed(DecoderPlan plan, IntFunction<OptionalInt> windowOfLayer) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < plan.layers().size(); i++) {
      Layer old = plan.layers().get(i);
      layers.add(new Layer(old.rotates(), windowOfLayer.apply(i), old.scale()));
    }
    return layers;
  }
}
