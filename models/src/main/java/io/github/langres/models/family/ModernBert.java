package io.github.langres.models.family;

import io.github.langres.models.ModelException;
import io.github.langres.models.family.HeadForm.Classifier.Rows;
import io.github.langres.models.graph.Value;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * ModernBERT: rotary positions, gated feed-forward networks, and layers that see all tokens between
 * layers that see a window.
 */
final class ModernBert implements Family {
  static final String WORDS = "~embeddings.tok_embeddings.weight";

  @Override
  public List<String> modelTypes() {
    return List.of("modernbert");
  }

  @Override
  public List<String> prefixes() {
    return List.of("model.", "");
  }

  @Override
  public String probe() {
    return WORDS;
  }

  @Override
  public boolean hasOptionalBiases() {
    return true;
  }

  @Override
  public List<HeadForm> heads(JsonObject config) {
    Transform transform =
        new Transform(
            "head.dense",
            Settings.activation(config, "classifier_activation", "gelu"),
            "head.norm",
            epsilon(config));
    boolean bias = config.booleanOr("decoder_bias", true);
    return List.of(
        new HeadForm.MaskedLm(
            Optional.of(transform),
            new Vocabulary("decoder.weight", WORDS, List.of("decoder.bias")),
            List.of(bias ? "decoder.bias" : "decoder.weight")),
        new HeadForm.Classifier(rows(config), transform, "classifier"),
        new HeadForm.PerToken(Optional.of(transform), "classifier"),
        new HeadForm.Span(Optional.of(transform), "classifier"));
  }

  private static Rows rows(JsonObject config) {
    String pooling = config.string("classifier_pooling", "cls");
    return switch (pooling) {
      case "cls" -> Rows.FIRST;
      case "mean" -> Rows.MEAN;
      default ->
          throw new ModelException.Unsupported(
              config.source() + ": classifier_pooling must be cls or mean, got " + pooling);
    };
  }

  @Override
  public Value encode(Net net, Tokens tokens) {
    ModernBertLayers layers = ModernBertLayers.of(net, epsilon(net.config()));
    Value embeddings =
        net.norm(
            net.tensors().rows(net.table(WORDS, layers.facts().hidden()), net.ids()),
            "~embeddings.norm",
            epsilon(net.config()));
    Value hidden = layers.apply(net, embeddings, layers.facts().layers());
    return tokens == Tokens.FIRST ? net.first(hidden) : hidden;
  }

  private static double epsilon(JsonObject config) {
    return config.numberOr("norm_eps", 1e-5);
  }
}
