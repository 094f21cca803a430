package io.github.langres.models.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.models.ModelException;
import io.github.langres.models.safetensors.Tensor;
import io.github.langres.models.safetensors.Weights;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a checkpoint is said to hold, and how one that does not fit is refused. */
class ArchitecturesTest {

  static List<Golden> goldens() {
    return Golden.all();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void heads_ofGolden_areItsOwn(Golden golden) {
    String name = golden.toString();
    // These were saved with a head and opened without it, or hold two by construction.
    boolean more = name.contains("opened-as-base") || name.contains("pretraining");
    if (!more) {
      assertThat(Architectures.heads(golden.config(), golden.weights()))
          .containsExactlyInAnyOrderElementsOf(
              golden.head() == Head.BASE ? List.of(Head.BASE) : List.of(Head.BASE, golden.head()));
    }
    assertThat(Architectures.heads(golden.config(), golden.weights())).contains(golden.head());
  }

  @ParameterizedTest
  @EnumSource(
      value = Head.class,
      names = {"BASE", "CAUSAL_LM"},
      mode = EnumSource.Mode.EXCLUDE)
  void build_headThatIsNotThere_saysSo(Head head) {
    Golden base = Golden.named("camembert-base");

    assertThatThrownBy(
            () -> Architectures.build(base.config(), base.weights(), head, BuildOptions.defaults()))
        .isInstanceOf(ModelException.MissingHead.class)
        .hasMessageContaining("no " + head.words() + " head")
        .hasMessageContaining(".weight");
  }

  @ParameterizedTest
  @CsvSource({
    "camembert-mlm, roberta.",
    "bert-ner, bert.",
    "deberta-ner, deberta.",
    "modernbert-ner, model."
  })
  void build_headlessNames_giveTheSameHiddenStates(String name, String prefix) {
    Golden golden = Golden.named(name);
    Weights bare = renamed(golden.weights(), n -> n.replace(prefix, ""));

    assertThat(hidden(golden, bare)).isEqualTo(hidden(golden, golden.weights()));
  }

  private static float[] hidden(Golden golden, Weights weights) {
    try (Runs runs =
        new Runs(
            Architectures.build(golden.config(), weights, Head.BASE, BuildOptions.defaults()),
            golden.config().intOr("pad_token_id", 0))) {
      return runs.run(golden.rows()).get("last_hidden_state").data();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"model_type\":\"gpt9\"' | known are [bert, camembert, deberta-v2, distilbert",
        "'\"model_type\":null' | model_type is missing",
        "'\"model_type\":\"new\",\"auto_map\":{\"AutoModel\":\"x.Y\"}' | code of its own",
        "'\"quantization_config\":{\"quant_method\":\"gptq\"}' | saved quantized",
        "'\"hidden_act\":\"gelu_10\"' | activation \"gelu_10\" is not known",
        "'\"is_decoder\":true' | only encoders",
        "'\"position_embedding_type\":\"relative_key\"' | must be absolute",
        "'\"hidden_act\":7' | must be a string",
        "'\"hidden_size\":null' | \"hidden_size\" is missing",
        "'\"hidden_size\":\"large\"' | must be a 32-bit integer",
        "'\"num_attention_heads\":5' | no multiple of the 5 heads",
        "'\"num_attention_heads\":0' | must be 1 or more",
        "'\"num_hidden_layers\":2000000000' | at most 1000",
        "'\"num_hidden_layers\":3' | no tensor \"roberta.encoder.layer.2",
        "'\"intermediate_size\":33' | config.json expects [33, 24]",
      })
  void build_configThatDoesNotFit_isRefused(String change, String message) {
    Golden golden = Golden.named("camembert-mlm");
    JsonObject config = changed(golden.config(), change);

    assertThatThrownBy(
            () ->
                Architectures.build(
                    config, golden.weights(), Head.MASKED_LM, BuildOptions.defaults()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(message);
  }

  @Test
  void build_weightsOfAnotherFamily_areRefused() {
    Golden bert = Golden.named("bert-base");
    Golden flaubert = Golden.named("flaubert-base");

    assertThatThrownBy(
            () ->
                Architectures.build(
                    flaubert.config(), bert.weights(), Head.BASE, BuildOptions.defaults()))
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining("Is config.json that of another model?");
  }

  @ParameterizedTest
  @CsvSource({"camembert-mlm", "eurobert-mlm-tied", "deberta-mlm-new-head"})
  void maskToken_logits_areThoseOfTheMaskedTokens(String name) {
    Golden golden = Golden.named(name);
    Runs.Row row = golden.rows().get(0);
    int id = (int) row.ids()[2];
    int vocabulary = golden.outputs().get(0).get("logits").length / row.ids().length;
    try (Runs runs = golden.open(BuildOptions.defaults().withMaskToken(id))) {
      Runs.Output logits = runs.run(List.of(row)).get("logits");
      int found = 0;
      for (int token = 0; token < row.ids().length; token++) {
        if (row.ids()[token] == id) {
          float[] expected =
              Arrays.copyOfRange(
                  golden.outputs().get(0).get("logits"),
                  token * vocabulary,
                  (token + 1) * vocabulary);
          float[] actual =
              Arrays.copyOfRange(logits.data(), found * vocabulary, (found + 1) * vocabulary);
          assertThat(Runs.maxDifference(actual, expected)).isLessThan(1e-4);
          found++;
        }
      }
      assertThat(logits.shape()).containsExactly(found, vocabulary);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "roberta.encoder.layer.1.output.dense.weight",
        "roberta.encoder.layer.0.attention.self.key.bias",
        "roberta.embeddings.LayerNorm.bias",
        "classifier.bias"
      })
  void build_oneWeightMissing_isNamed(String gone) {
    Golden golden = Golden.named("roberta-ner");
    Weights weights = renamed(golden.weights(), name -> name.equals(gone) ? "gone" : name);

    assertThatThrownBy(
            () ->
                Architectures.build(
                    golden.config(), weights, Head.TOKEN_CLASSIFICATION, BuildOptions.defaults()))
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining(gone);
  }

  /** Whatever a config says, the graph is built or refused in our own words. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert-qa",
        "camembert-classify-5-multi-label",
        "deberta-camemberta",
        "distilbert-ner",
        "electra-mlm",
        "eurobert-base-grouped-old-theta",
        "flaubert-base-pre-norm",
        "modernbert-mlm"
      })
  void build_anyConfigValue_isBuiltOrRefused(String name) {
    Golden golden = Golden.named(name);
    int refused = 0;
    for (String key : golden.config().keys()) {
      for (String value :
          List.of("null", "-1", "0", "3", "2147483647", "0.5", "\"x\"", "[]", "{}")) {
        JsonObject config = changed(golden.config(), "\"%s\":%s".formatted(key, value));
        try {
          Architectures.heads(config, golden.weights());
          Architectures.build(config, golden.weights(), golden.head(), BuildOptions.defaults());
        } catch (ModelException e) {
          assertThat(e.getMessage()).as(key + " = " + value).isNotBlank();
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(20);
  }

  /** The position trap: the config's pad id shifts every position. */
  @Test
  void control_anotherPadId_movesTheHiddenStates() {
    Golden golden = Golden.named("camembert-base");
    JsonObject shifted = changed(golden.config(), "\"pad_token_id\":2");
    try (Runs right = golden.open(BuildOptions.defaults());
        Runs wrong =
            new Runs(
                Architectures.build(shifted, golden.weights(), Head.BASE, BuildOptions.defaults()),
                1)) {
      List<Runs.Row> row = golden.rows().subList(0, 1);
      assertThat(
              Runs.maxDifference(
                  right.run(row).get("last_hidden_state").data(),
                  wrong.run(row).get("last_hidden_state").data()))
          .isGreaterThan(0.1);
    }
  }

  private static Weights renamed(Weights weights, UnaryOperator<String> rename) {
    List<Tensor> tensors = new ArrayList<>();
    for (String name : weights.names()) {
      Tensor tensor = weights.tensor(name);
      tensors.add(new Tensor(rename.apply(name), tensor.dtype(), tensor.shape(), tensor.source()));
    }
    return Weights.of(tensors);
  }

  /** The config with some keys replaced. */
  private static JsonObject changed(JsonObject config, String change) {
    Map<String, Object> values = new TreeMap<>(config.asMap());
    values.putAll(Json.parseObject("config.json", "{" + change + "}").asMap());
    return JsonObject.object("config.json", values);
  }

  @Test
  void modelTypes_areLowerCaseAndSorted() {
    assertThat(Architectures.modelTypes())
        .isSorted()
        .contains("camembert", "modernbert", "xlm-roberta")
        .allMatch(type -> type.equals(type.toLowerCase(Locale.ROOT)));
  }
}
