package io.github.langres.models.family;

import io.github.langres.models.family.HeadForm.Classifier.Rows;
import io.github.langres.models.graph.Activation;
import io.github.langres.models.graph.Value;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;

/** ELECTRA: BERT with embeddings that may be narrower than the layers. */
final class Electra implements Family {
  private static final double CLASS_EPSILON = 1e-12;

  @Override
  public List<String> modelTypes() {
    return List.of("electra");
  }

  @Override
  public List<String> prefixes() {
    return List.of("electra.", "");
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
                "generator_predictions.dense",
                Activation.GELU,
                "generator_predictions.LayerNorm",
                epsilon(config)),
            new Vocabulary(
                "generator_lm_head.weight", Embeddings.WORDS, List.of("generator_lm_head.bias"))),
        new HeadForm.Classifier(
            Rows.FIRST, new Transform("classifier.dense", Activation.GELU), "classifier.out_proj"),
        new HeadForm.PerToken("classifier"),
        new HeadForm.Span("qa_outputs"));
  }

  @Override
  public Value encode(Net net, Tokens tokens) {
    Settings.checkAbsolutePositions(net.config());
    Facts facts = Facts.read(net.config());
    double epsilon = epsilon(net.config());
    int width = net.config().intOr("embedding_size", facts.hidden());
    Value x = Embeddings.sum(net, Embeddings.countedPositions(net, width), epsilon);
    if (width != facts.hidden()) {
      x = net.linear(x, "~embeddings_project", facts.hidden());
    }
    return new PostNormLayers(
            facts,
            Settings.activation(net.config(), "hidden_act", "gelu"),
            epsilon,
            PostNormLayers.Names.bert(),
            PostNormLayers.Attention.bert(facts))
        .apply(net, x, tokens);
  }

  private static double epsilon(JsonObject config) {
    return config.numberOr("layer_norm_eps", CLASS_EPSILON);
  }
}
