package io.github.langres.models.family;

import java.util.List;
import java.util.Optional;

/**
 * What an architecture calls its weights, without {@code .weight} and {@code .bias}; the parts of a
 * layer come after {@code layers} and the layer's number.
 *
 * @param positions the table of learned positions
 * @param projections query, key and value; or one name for the three in one
 * @param gate the second projection of a gated feed-forward network
 * @param inputsFirst linear weights are saved as {@code [in, out]}
 */
record DecoderNames(
    String words,
    Optional<String> positions,
    String layers,
    String firstNorm,
    String secondNorm,
    String lastNorm,
    List<String> projections,
    String output,
    Optional<String> gate,
    String up,
    String down,
    boolean inputsFirst) {

  static final DecoderNames LLAMA =
      new DecoderNames(
          "~embed_tokens",
          Optional.empty(),
          "~layers.",
          "input_layernorm",
          "post_attention_layernorm",
          "~norm",
          List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
          "self_attn.o_proj",
          Optional.of("mlp.gate_proj"),
          "mlp.up_proj",
          "mlp.down_proj",
          false);

  /** The same without a gate. */
  DecoderNames ungated() {
    return new DecoderNames(
        words,
        positions,
        layers,
        firstNorm,
        secondNorm,
        lastNorm,
        projections,
        output,
        Optional.empty(),
        up,
        down,
        inputsFirst);
  }
}
