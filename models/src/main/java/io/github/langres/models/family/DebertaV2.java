package io.github.langres.models.family;

import io.github.langres.models.family.HeadForm.Classifier.Rows;
import io.github.langres.models.graph.Activation;
import io.github.langres.models.graph.Value;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;

/** DeBERTa of versions 2 and 3: contents and distances attend to each other. */
final class DebertaV2 implements Family {
  private static final double CLASS_EPSILON = 1e-7;
  private static final String OLD = "cls.predictions.";
  private static final String NEW = "lm_predictions.lm_head.";

  @Override
  public List<String> modelTypes() {
    return List.of("deberta-v2");
  }

  @Override
  public List<String> prefixes() {
    return List.of("deberta.", "");
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
    double epsilon = epsilon(config);
    Activation activation = Settings.activation(config, "hidden_act", "gelu");
    HeadForm old =
        new HeadForm.MaskedLm(
            new Transform(
                OLD + "transform.dense", activation, OLD + "transform.LayerNorm", epsilon),
            new Vocabulary(
                OLD + "decoder.weight",
                Embeddings.WORDS,
                List.of(OLD + "decoder.bias", OLD + "bias")));
    HeadForm recent =
        new HeadForm.MaskedLm(
            new Transform(NEW + "dense", activation, NEW + "LayerNorm", epsilon),
            new Vocabulary(NEW + "decoder.weight", Embeddings.WORDS, List.of(NEW + "bias")));
    boolean legacy = config.booleanOr("legacy", true);
    Activation pooler = Settings.activation(config, "pooler_hidden_act", "gelu");
    return List.of(
        legacy ? old : recent,
        legacy ? recent : old,
        new HeadForm.Classifier(Rows.FIRST, new Transform("pooler.dense", pooler), "classifier"),
        new HeadForm.PerToken("classifier"),
        new HeadForm.Span("qa_outputs"));
  }

  @Override
  public Value encode(Net net, Tokens tokens) {
    JsonObject config = net.config();
    Facts facts = Facts.read(config);
    double epsilon = epsilon(config);
    DebertaAttention attention = DebertaAttention.of(net, facts, epsilon);
    PostNormLayers layers =
        new PostNormLayers(
            facts,
            Settings.activation(config, "hidden_act", "gelu"),
            epsilon,
            PostNormLayers.Names.bert(),
            attention);
    Value embeddings = embeddings(net, facts, epsilon);
    Value x = embeddings;
    for (int layer = 0; layer < facts.layers(); layer++) {
      x = layers.layer(net, x, x, layer);
      if (layer == 0 && config.intOr("conv_kernel_size", 0) > 0) {
        x = convolved(net, embeddings, x, epsilon);
      }
    }
    return tokens == Tokens.FIRST ? net.first(x) : x;
  }

  private static Value embeddings(Net net, Facts facts, double epsilon) {
    int width = net.config().intOr("embedding_size", facts.hidden());
    Value x = Embeddings.words(net, width);
    if (net.config().booleanOr("position_biased_input", true)) {
      x = net.tensors().add(x, Embeddings.countedPositions(net, width));
    }
    x = Embeddings.withTypes(net, x);
    if (width != facts.hidden()) {
      x =
          net.layers()
              .linear(
                  x,
                  net.checkpoint().get("~embeddings.embed_proj.weight", facts.hidden(), width),
                  null);
    }
    return net.norm(x, "~embeddings.LayerNorm", epsilon);
  }

  /** Beside the first layer, a convolution over the embeddings of real tokens. */
  private static Value convolved(Net net, Value embeddings, Value first, double epsilon) {
    long hidden = embeddings.size(-1);
    long groups = net.config().intOr("conv_groups", 1);
    Value mask = net.tensors().unsqueeze(net.tensors().cast(net.mask(), embeddings.type()), -1);
    Value channels = net.tensors().transpose(net.tensors().multiply(embeddings, mask), 0, 2, 1);
    Value out =
        net.tensors()
            .convolution(
                channels,
                net.layers()
                    .weight(
                        net.checkpoint()
                            .get(
                                "~encoder.conv.conv.weight",
                                hidden,
                                hidden / groups,
                                Checkpoint.ANY)),
                net.layers().weight(net.checkpoint().get("~encoder.conv.conv.bias", hidden)),
                groups);
    Value active =
        net.layers()
            .activate(
                net.tensors().transpose(out, 0, 2, 1),
                Settings.activation(net.config(), "conv_act", "tanh"));
    return net.addNorm(active, first, "~encoder.conv.LayerNorm", epsilon).normed();
  }

  private static double epsilon(JsonObject config) {
    return config.numberOr("layer_norm_eps", CLASS_EPSILON);
  }
}
