package io.github.langres.models.family;

import io.github.langres.models.ModelException;
import io.github.langres.models.family.HeadForm.Classifier.Rows;
import io.github.langres.models.graph.Activation;
import io.github.langres.models.graph.Value;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** EuroBERT: the layers of Llama, looking both ways. */
final class EuroBert implements Family {
  private static final String WORDS = "~embed_tokens.weight";

  @Override
  public List<String> modelTypes() {
    return List.of("eurobert");
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
    // With tied embeddings, only the prefix tells a masked language model from its body.
    boolean tied = config.booleanOr("tie_word_embeddings", false);
    return List.of(
        new HeadForm.MaskedLm(
            Optional.empty(),
            new Vocabulary("lm_head.weight", WORDS, List.of("lm_head.bias")),
            List.of(tied ? "model.embed_tokens.weight" : "lm_head.weight")),
        new HeadForm.Classifier(
            rows(config), new Transform("dense", Activation.GELU), "classifier"),
        new HeadForm.PerToken("classifier"));
  }

  private static Rows rows(JsonObject config) {
    String pooling = config.string("classifier_pooling", config.string("clf_pooling", "late"));
    return switch (pooling) {
      case "bos" -> Rows.FIRST;
      case "mean" -> Rows.MEAN;
      case "late" -> Rows.LATE_MEAN;
      default ->
          throw new ModelException.Unsupported(
              config.source() + ": classifier_pooling must be bos, mean or late, got " + pooling);
    };
  }

  @Override
  public Value encode(Net net, Tokens tokens) {
    EuroBertLayers layers = EuroBertLayers.of(net);
    Value embeddings = net.tensors().rows(net.table(WORDS, layers.facts().hidden()), net.ids());
    Value hidden = layers.apply(net, embeddings, layers.facts().layers());
    return tokens == Tokens.FIRST ? net.first(hidden) : hidden;
  }
}
