package io.github.langres.models.family;

import io.github.langres.models.family.HeadForm.Classifier.Rows;
import io.github.langres.models.graph.Activation;
import io.github.langres.models.graph.Value;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;

/** DistilBERT: BERT without token types, under names of its own. */
final class DistilBert implements Family {
  private static final double EPSILON = 1e-12;

  @Override
  public List<String> modelTypes() {
    return List.of("distilbert");
  }

  @Override
  public List<String> prefixes() {
    return List.of("distilbert.", "");
  }

  @Override
  public String probe() {
    return Embeddings.WORDS;
  }

  @Override
  public List<HeadForm> heads(JsonObject config) {
    return List.of(
        new HeadForm.MaskedLm(
            new Transform("vocab_transform", activation(config), "vocab_layer_norm", EPSILON),
            new Vocabulary(
                "vocab_projector.weight", Embeddings.WORDS, List.of("vocab_projector.bias"))),
        new HeadForm.Classifier(
            Rows.FIRST, new Transform("pre_classifier", Activation.RELU), "classifier"),
        new HeadForm.PerToken("classifier"),
        new HeadForm.Span("qa_outputs"));
  }

  @Override
  public Value encode(Net net, Tokens tokens) {
    JsonObject config = net.config();
    Facts facts =
        new Facts(
            config.integer("dim"),
            config.integer("n_layers"),
            config.integer("n_heads"),
            config.integer("hidden_dim"));
    String layer = "~transformer.layer.%d.";
    PostNormLayers.Names names =
        new PostNormLayers.Names(
            layer + "attention.out_lin",
            layer + "sa_layer_norm",
            layer + "ffn.lin1",
            layer + "ffn.lin2",
            layer + "output_layer_norm");
    Value embeddings =
        Embeddings.sum(net, Embeddings.countedPositions(net, facts.hidden()), EPSILON);
    return new PostNormLayers(
            facts,
            activation(config),
            EPSILON,
            names,
            PostNormLayers.Attention.plain(
                facts,
                layer + "attention.q_lin",
                layer + "attention.k_lin",
                layer + "attention.v_lin"))
        .apply(net, embeddings, tokens);
  }

  private static Activation activation(JsonObject config) {
    return Settings.activation(config, "activation", "gelu");
  }
}
