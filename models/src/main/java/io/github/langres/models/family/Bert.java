package io.github.langres.models.family;

import io.github.langres.models.family.HeadForm.Classifier.Rows;
import io.github.langres.models.graph.Activation;
import io.github.langres.models.graph.Value;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;

/** BERT. */
final class Bert implements Family {
  private static final double CLASS_EPSILON = 1e-12;
  private static final String PREDICTIONS = "cls.predictions.";

  @Override
  public List<String> modelTypes() {
    return List.of("bert");
  }

  @Override
  public List<String> prefixes() {
    return List.of("bert.", "");
  }

  @Override
  public String probe() {
    return Embeddings.WORDS;
  }

  @Override
  public boolean hasTokenTypes(Checkpoint checkpoint) {
    return Embeddings.hasTokenTypes(checkpoint);
  }

  @Override
  public List<HeadForm> heads(JsonObject config) {
    return List.of(
        new HeadForm.MaskedLm(
            new Transform(
                PREDICTIONS + "transform.dense",
                activation(config),
                PREDICTIONS + "transform.LayerNorm",
                epsilon(config)),
            new Vocabulary(
                PREDICTIONS + "decoder.weight",
                Embeddings.WORDS,
                List.of(PREDICTIONS + "decoder.bias", PREDICTIONS + "bias"))),
        new HeadForm.Classifier(
            Rows.FIRST, new Transform("~pooler.dense", Activation.TANH), "classifier"),
        new HeadForm.PerToken("classifier"),
        new HeadForm.Span("qa_outputs"));
  }

  @Override
  public Value encode(Net net, Tokens tokens) {
    Settings.checkAbsolutePositions(net.config());
    Facts facts = Facts.read(net.config());
    double epsilon = epsilon(net.config());
    Value embeddings =
        Embeddings.sum(net, Embeddings.countedPositions(net, facts.hidden()), epsilon);
    return new PostNormLayers(
            facts,
            activation(net.config()),
            epsilon,
            PostNormLayers.Names.bert(),
            PostNormLayers.Attention.bert(facts))
        .apply(net, embeddings, tokens);
  }

  private static Activation activation(JsonObject config) {
    return Settings.activation(config, "hidden_act", "gelu");
  }

  private static double epsilon(JsonObject config) {
    return config.numberOr("layer_norm_eps", CLASS_EPSILON);
  }
}
