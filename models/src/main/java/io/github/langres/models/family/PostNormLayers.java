package io.github.langres.models.family;

import io.github.langres.models.graph.Activation;
import io.github.langres.models.graph.Value;

/**
 * The layers of the first transformer encoders: attention, then a feed-forward network, each
 * followed by the normalization of its sum with its input.
 *
 * @param names of layer {@code %d}
 */
record PostNormLayers(Facts facts, Activation activation, double epsilon, Names names) {

  /** Weight names without {@code .weight}, {@code .bias} and with {@code %d} for the layer. */
  record Names(
      String query,
      String key,
      String value,
      String attentionOutput,
      String attentionNorm,
      String up,
      String down,
      String outputNorm) {

    /** The names that BERT gave, and most of its children kept. */
    static Names bert() {
      String layer = "~encoder.layer.%d.";
      return new Names(
          layer + "attention.self.query",
          layer + "attention.self.key",
          layer + "attention.self.value",
          layer + "attention.output.dense",
          layer + "attention.output.LayerNorm",
          layer + "intermediate.dense",
          layer + "output.dense",
          layer + "output.LayerNorm");
    }
  }

  Value apply(Net net, Value embeddings, Family.Tokens tokens) {
    Value x = embeddings;
    for (int i = 0; i < facts.layers(); i++) {
      int layer = i;
      Value input = x;
      boolean onlyFirst = tokens == Family.Tokens.FIRST && layer == facts.layers() - 1;
      x = net.graph().scope("layer." + layer, () -> layer(net, input, layer, onlyFirst));
    }
    return tokens == Family.Tokens.FIRST && facts.layers() == 0 ? net.first(x) : x;
  }

  private Value layer(Net net, Value x, int layer, boolean onlyFirst) {
    long hidden = facts.hidden();
    Value queries = onlyFirst ? net.first(x) : x;
    Value attended =
        net.layers()
            .attention(
                net.linear(queries, names.query().formatted(layer), hidden),
                net.linear(x, names.key().formatted(layer), hidden),
                net.linear(x, names.value().formatted(layer), hidden),
                net.keyMask(),
                null,
                facts.attention());
    Value mixed = net.linear(attended, names.attentionOutput().formatted(layer), hidden);
    Value middle = net.addNorm(mixed, queries, names.attentionNorm().formatted(layer), epsilon);
    Value wide = net.linear(middle, names.up().formatted(layer), facts.intermediate());
    Value narrow =
        net.linear(net.layers().activate(wide, activation), names.down().formatted(layer), hidden);
    return net.addNorm(narrow, middle, names.outputNorm().formatted(layer), epsilon);
  }
}
