package io.github.langres.cli.bench;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A model's shape, to be filled with random weights: its arithmetic without its download. */
public enum Shape {
  CAMEMBERT_BASE(false, 12, 768, 12, 12, 3072, 32_005),
  CAMEMBERT_LARGE(false, 24, 1024, 16, 16, 4096, 32_005),
  SMOLLM2_360M(true, 32, 960, 15, 5, 2560, 49_152),
  CROISSANT_1_3B(true, 24, 2048, 16, 16, 5504, 32_000);

  private final boolean generator;
  final int layers;
  final int hidden;
  final int heads;
  final int keyHeads;
  final int intermediate;
  final int vocabulary;

  Shape(
      boolean generator,
      int layers,
      int hidden,
      int heads,
      int keyHeads,
      int intermediate,
      int vocabulary) {
    this.generator = generator;
    this.layers = layers;
    this.hidden = hidden;
    this.heads = heads;
    this.keyHeads = keyHeads;
    this.intermediate = intermediate;
    this.vocabulary = vocabulary;
  }

  /** True for a decoder, false for an encoder. */
  public boolean isGenerator() {
    return generator;
  }

  /**
   * The shape of that name, such as {@code smollm2-360m}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Shape parse(String name) {
    return Arrays.stream(values())
        .filter(shape -> shape.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown shape \"" + name + "\"; expected one of " + names()));
  }

  /** The names, separated by commas. */
  public static String names() {
    return Arrays.stream(values()).map(Shape::toString).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return switch (this) {
      case CAMEMBERT_BASE -> "camembert-base";
      case CAMEMBERT_LARGE -> "camembert-large";
      case SMOLLM2_360M -> "smollm2-360m";
      case CROISSANT_1_3B -> "croissant-1.3b";
    };
  }

  /** The {@code config.json} of a checkpoint of this shape. */
  String config() {
    return generator ? llama() : camembert();
  }

  private String camembert() {
    return """
        {"model_type": "camembert", "architectures": ["CamembertModel"], "num_hidden_layers": %d,
         "hidden_size": %d, "num_attention_heads": %d, "intermediate_size": %d, "vocab_size": %d,
         "max_position_embeddings": 514, "type_vocab_size": 1, "layer_norm_eps": 1e-05,
         "hidden_act": "gelu", "bos_token_id": 5, "eos_token_id": 6, "pad_token_id": 1}
        """
        .formatted(layers, hidden, heads, intermediate, vocabulary);
  }

  private String llama() {
    return """
        {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "num_hidden_layers": %d,
         "hidden_size": %d, "num_attention_heads": %d, "num_key_value_heads": %d,
         "intermediate_size": %d, "vocab_size": %d, "max_position_embeddings": 2048,
         "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "hidden_act": "silu",
         "tie_word_embeddings": true, "bos_token_id": 0}
        """
        .formatted(layers, hidden, heads, keyHeads, intermediate, vocabulary);
  }
}
