package io.github.langres.models.family;

import io.github.langres.models.graph.Value;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;

/** One architecture. */
interface Family {

  /** The values of {@code model_type} in config.json that mean this architecture. */
  List<String> modelTypes();

  /** The prefixes that the body's weights may be saved with, the usual one first. */
  List<String> prefixes();

  /** A weight that every checkpoint has, to find the prefix by. */
  String probe();

  /** True when the graph takes {@code token_type_ids}. */
  default boolean hasTokenTypes(Checkpoint checkpoint) {
    return false;
  }

  /**
   * True when layers exist with and without biases; else a missing bias is a damaged checkpoint.
   */
  default boolean hasOptionalBiases() {
    return false;
  }

  /** The forms of the heads that the architecture knows, at most one a head. */
  List<HeadForm> heads(JsonObject config);

  /**
   * Adds the encoder.
   *
   * @return float32 {@code [batch, sequence, hidden]}, or {@code [batch, 1, hidden]} for the first
   *     tokens
   */
  Value encode(Net net, Tokens tokens);

  /** The tokens whose hidden states are wanted; the last layer computes no others. */
  enum Tokens {
    ALL,
    FIRST
  }
}
