package io.github.langres.models.family;

import io.github.langres.models.family.HeadForm.Classifier.Rows;
import io.github.langres.models.graph.Activation;
import io.github.langres.models.graph.Value;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;

/** RoBERTa, and CamemBERT and XLM-RoBERTa, which are the same network. */
final class Roberta implements Family {
  private static final double CLASS_EPSILON = 1e-12;
  private static final int CLASS_PAD_ID = 1;

  @Override
  public List<String> modelTypes() {
    return List.of("camembert", "roberta", "xlm-roberta");
  }

  @Override
  public List<String> prefixes() {
    return List.of("roberta.", "camembert.", "");
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
    Settings.checkAbsolutePositions(net.config());
    Facts facts = Facts.read(net.config());
    double epsilon = epsilon(net.config());
    // The pad id of the config, even where the tokenizer has another: training used this one.
    int padId = net.config().intOr("pad_token_id", CLASS_PAD_ID);
    Value embeddings =
        Embeddings.sum(net, Embeddings.paddedPositions(net, facts.hidden(), padId), epsilon);
    return new PostNormLayers(
            facts,
            Settings.activation(net.config(), "hidden_act", "gelu"),
            epsilon,
            PostNormLayers.Names.bert(),
            PostNormLayers.Attention.bert(facts))
        .apply(net, embeddings, tokens);
  }

  private static double epsilon(JsonObject config) {
    return config.numberOr("layer_norm_eps", CLASS_EPSILON);
  }
}
