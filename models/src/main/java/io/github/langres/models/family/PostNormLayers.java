package io.github.langres.models.family;

import io.github.langres.models.graph.Activation;
import io.github.langres.models.graph.Value;

/**
 * The layers of the first transformer encoders: attention, then a feed-forward network, each
 * followed by the normalization of its sum with its input.
 */
record PostNormLayers(
    Facts facts, Activation activation, double epsilon, Names names, Attention attention) {

  /** Weight names without {@code .weight} and {@code .bias}, with {@code %d} for the layer. */
  record Names(
      String attentionOutput, String attentionNorm, String up, String down, String outputNorm) {

    /** The names that BERT gave, and most of its children kept. */
    static Names bert() {
      String layer = "~encoder.layer.%d.";
      return new Names(
          layer + "attention.output.dense",
          layer + "attention.output.LayerNorm",
          layer + "intermediate.dense",
          layer + "output.dense",
          layer + "output.LayerNorm");
    }
  }

  /** What the queries gather from the tokens, before the output projection. */
  @FunctionalInterface
  interface Attention {
    Value apply(Net net, Value queries, Value tokens, int layer);

    /** Attention under BERT's names. */
    static Attention bert(Facts facts) {
      String self = "~encoder.layer.%d.attention.self.";
      return plain(facts, self + "query", self + "key", self + "value");
    }

    static Attention plain(Facts facts, String query, String key, String value) {
      return (net, queries, tokens, layer) ->
          net.layers()
              .attention(
                  net.linear(queries, query.formatted(layer), facts.hidden()),
                  net.linear(tokens, key.formatted(layer), facts.hidden()),
                  net.linear(tokens, value.formatted(layer), facts.hidden()),
                  net.keyMask(),
                  null,
                  facts.attention());
    }
  }

  /** All layers; where only the first tokens are wanted, the last layer computes no others. */
  Value apply(Net net, Value embeddings, Family.Tokens tokens) {
    Value x = embeddings;
    for (int i = 0; i < facts.layers(); i++) {
      boolean last = i == facts.layers() - 1;
      x = layer(net, last && tokens == Family.Tokens.FIRST ? net.first(x) : x, x, i);
    }
    return tokens == Family.Tokens.FIRST && facts.layers() == 0 ? net.first(x) : x;
  }

  /** One layer, for the queries among the tokens. */
  Value layer(Net net, Value queries, Value tokens, int layer) {
    return net.graph()
        .scope(
            "layer." + layer,
            () -> {
              Value attended = attention.apply(net, queries, tokens, layer);
              Value mixed =
                  net.linear(attended, names.attentionOutput().formatted(layer), facts.hidden());
              Value middle =
                  net.addNorm(mixed, queries, names.attentionNorm().formatted(layer), epsilon)
                      .normed();
              Value wide = net.linear(middle, names.up().formatted(layer), facts.intermediate());
              Value narrow =
                  net.linear(
                      net.layers().activate(wide, activation),
                      names.down().formatted(layer),
                      facts.hidden());
              return net.addNorm(narrow, middle, names.outputNorm().formatted(layer), epsilon)
                  .normed();
            });
  }
}
