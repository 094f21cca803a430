package io.github.langres.models.family;

import io.github.langres.models.ModelException;
import io.github.langres.models.graph.Activation;
import io.github.langres.models.graph.Dim;
import io.github.langres.models.graph.LayerOps;
import io.github.langres.models.graph.Value;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** FlauBERT: the network of XLM, its normalizations after or before each block. */
final class Flaubert implements Family {
  private static final String WORDS = "~embeddings.weight";

  @Override
  public List<String> modelTypes() {
    return List.of("flaubert");
  }

  @Override
  public List<String> prefixes() {
    return List.of("transformer.", "");
  }

  @Override
  public String probe() {
    return WORDS;
  }

  @Override
  public List<HeadForm> heads(JsonObject config) {
    return List.of(
        new HeadForm.MaskedLm(
            Optional.empty(),
            new Vocabulary("pred_layer.proj.weight", WORDS, List.of("pred_layer.proj.bias")),
            List.of("pred_layer.proj.bias")),
        new HeadForm.Summary("sequence_summary.summary", summaryActivation(config)),
        new HeadForm.PerToken("classifier"),
        new HeadForm.Span("qa_outputs"));
  }

  private static Activation summaryActivation(JsonObject config) {
    String name = config.stringOr("summary_activation", null);
    return name == null || name.isEmpty() ? Activation.IDENTITY : Activation.parse(name);
  }

  @Override
  public Value encode(Net net, Tokens tokens) {
    JsonObject config = net.config();
    refuse(config, "asm", false);
    refuse(config, "causal", false);
    String type = config.string("summary_type", "first");
    if (tokens == Tokens.FIRST && !"first".equals(type)) {
      throw new ModelException.Unsupported(
          config.source() + ": summary_type \"" + type + "\" is not known; expected first");
    }
    Facts facts = facts(config);
    double epsilon = config.numberOr("layer_norm_eps", 1e-12);
    Activation activation =
        config.booleanOr("gelu_activation", true) ? Activation.GELU : Activation.RELU;
    Value embeddings = embeddings(net, facts, epsilon);
    if (config.booleanOr("pre_norm", false)) {
      Value hidden = new PreNorm(facts, epsilon, activation).apply(net, embeddings, facts.layers());
      return tokens == Tokens.FIRST ? net.first(hidden) : hidden;
    }
    PostNormLayers.Names names =
        new PostNormLayers.Names(
            "~attentions.%d.out_lin",
            "~layer_norm1.%d", "~ffns.%d.lin1", "~ffns.%d.lin2", "~layer_norm2.%d");
    return new PostNormLayers(facts, activation, epsilon, names, attention(facts))
        .apply(net, embeddings, tokens);
  }

  private static void refuse(JsonObject config, String key, boolean expected) {
    if (config.booleanOr(key, expected) != expected) {
      throw new ModelException.Unsupported(
          config.source() + ": " + key + " must be " + expected + "; the other form is not built");
    }
  }

  /** Sizes go by XLM's names, or by those that other architectures use. */
  private static Facts facts(JsonObject config) {
    int hidden = either(config, "emb_dim", "hidden_size");
    return new Facts(
        hidden,
        either(config, "n_layers", "num_hidden_layers"),
        either(config, "n_heads", "num_attention_heads"),
        Math.multiplyExact(4, hidden));
  }

  private static int either(JsonObject config, String key, String otherKey) {
    return config.has(key) ? config.integer(key) : config.integer(otherKey);
  }

  private static Value embeddings(Net net, Facts facts, double epsilon) {
    Value words = net.tensors().rows(net.table(WORDS, facts.hidden()), net.ids());
    Value positions =
        net.tensors()
            .slice(
                net.table("~position_embeddings.weight", facts.hidden()),
                0,
                net.graph().longs(0),
                net.tensors().sizeOf(net.ids(), 1),
                Dim.SEQUENCE);
    return net.addNorm(words, positions, "~layer_norm_emb", epsilon).normed();
  }

  private static PostNormLayers.Attention attention(Facts facts) {
    String name = "~attentions.%d.";
    return PostNormLayers.Attention.plain(facts, name + "q_lin", name + "k_lin", name + "v_lin");
  }

  /** The large and small models; without a normalization after the last layer. */
  private record PreNorm(Facts facts, double epsilon, Activation activation)
      implements PreNormLayers {
    @Override
    public Value attention(Net net, Value x, int layer) {
      Value attended = Flaubert.attention(facts).apply(net, x, x, layer);
      return net.linear(attended, "~attentions." + layer + ".out_lin", facts.hidden());
    }

    @Override
    public Value feedForward(Net net, Value x, int layer) {
      String name = "~ffns." + layer + ".";
      Value wide = net.linear(x, name + "lin1", facts.intermediate());
      return net.linear(net.layers().activate(wide, activation), name + "lin2", facts.hidden());
    }

    @Override
    public Value firstNorm(Net net, Value embeddings) {
      return net.norm(embeddings, "~layer_norm1.0", epsilon);
    }

    @Override
    public LayerOps.Normed addNorm(Net net, Value x, Value sum, int place) {
      if (place == 2 * facts.layers()) {
        Value last = net.tensors().add(x, sum);
        return new LayerOps.Normed(last, last);
      }
      String name = place % 2 == 0 ? "~layer_norm1." : "~layer_norm2.";
      return net.addNorm(x, sum, name + place / 2, epsilon);
    }
  }
}
