package io.github.langres.models.family;

import io.github.langres.models.family.HeadForm.Classifier.Rows;
import io.github.langres.models.graph.Activation;
import io.github.langres.models.graph.Value;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;

/** MPNet: BERT with a learned bias for each distance between tokens. */
final class MpNet implements Family {
  private static final double CLASS_EPSILON = 1e-12;

  /** Fixed in the architecture, whatever the config says. */
  private static final int PAD_ID = 1;

  private static final int BUCKETS = 32;
  private static final int FARTHEST = 128;

  @Override
  public List<String> modelTypes() {
    return List.of("mpnet");
  }

  @Override
  public List<String> prefixes() {
    return List.of("mpnet.", "");
  }

  @Override
  public String probe() {
    return Embeddings.WORDS;
  }

  @Override
  public List<HeadForm> heads(JsonObject config) {
    return List.of(
        new HeadForm.MaskedLm(
            new Transform("lm_head.dense", Activation.GELU, "lm_head.layer_norm", epsilon(config)),
            new Vocabulary(
                "lm_head.decoder.weight",
                Embeddings.WORDS,
                List.of("lm_head.decoder.bias", "lm_head.bias"))),
        new HeadForm.Classifier(
            Rows.FIRST, new Transform("classifier.dense", Activation.TANH), "classifier.out_proj"),
        new HeadForm.PerToken("classifier"),
        new HeadForm.Span("qa_outputs"));
  }

  @Override
  public Value encode(Net net, Tokens tokens) {
    Facts facts = Facts.read(net.config());
    double epsilon = epsilon(net.config());
    Value embeddings =
        Embeddings.sum(net, Embeddings.paddedPositions(net, facts.hidden(), PAD_ID), epsilon);
    Value bias = bias(net, facts);
    String layer = "~encoder.layer.%d.";
    PostNormLayers.Names names =
        new PostNormLayers.Names(
            layer + "attention.attn.o",
            layer + "attention.LayerNorm",
            layer + "intermediate.dense",
            layer + "output.dense",
            layer + "output.LayerNorm");
    Activation activation = Settings.activation(net.config(), "hidden_act", "gelu");
    Value hidden =
        new PostNormLayers(facts, activation, epsilon, names, attention(facts, bias))
            .apply(net, embeddings, Tokens.ALL);
    return tokens == Tokens.FIRST ? net.first(hidden) : hidden;
  }

  private static PostNormLayers.Attention attention(Facts facts, Value bias) {
    return (net, queries, tokens, layer) -> {
      String name = "~encoder.layer." + layer + ".attention.attn.";
      return net.layers()
          .attention(
              net.linear(queries, name + "q", facts.hidden()),
              net.linear(tokens, name + "k", facts.hidden()),
              net.linear(tokens, name + "v", facts.hidden()),
              net.keyMask(),
              bias,
              facts.attention());
    };
  }

  /** One bias a head and distance, {@code [1, heads, sequence, sequence]}. */
  private static Value bias(Net net, Facts facts) {
    Value table = net.table("~encoder.relative_attention_bias.weight", facts.heads());
    Value buckets = Distances.table(net, FARTHEST, MpNet::bucket);
    Value biases = net.tensors().transpose(net.tensors().rows(table, buckets), 2, 0, 1);
    return net.tensors().unsqueeze(biases, 0);
  }

  /** Half of the buckets for each side; small distances have one each, larger ones share. */
  static long bucket(long queryMinusKey) {
    int side = BUCKETS / 2;
    int exact = side / 2;
    long base = queryMinusKey < 0 ? side : 0;
    long distance = Math.abs(queryMinusKey);
    if (distance < exact) {
      return base + distance;
    }
    float logarithm = (float) Math.log((float) distance / exact);
    float scale = (float) Math.log(FARTHEST / (double) exact);
    return base + Math.min(exact + (long) (logarithm / scale * (side - exact)), side - 1);
  }

  private static double epsilon(JsonObject config) {
    return config.numberOr("layer_norm_eps", CLASS_EPSILON);
  }
}
