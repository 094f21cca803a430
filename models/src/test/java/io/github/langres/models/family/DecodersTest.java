package io.github.langres.models.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.engine.ElementType;
import io.github.langres.engine.GraphSignature;
import io.github.langres.engine.GraphSource;
import io.github.langres.engine.TensorSpec;
import io.github.langres.models.ModelException;
import io.github.langres.models.graph.Precision;
import io.github.langres.models.safetensors.Weights;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of decoders before they run, and how what does not fit is refused. */
class DecodersTest {

  static List<DecoderGolden> goldens() {
    return DecoderGolden.all();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void signature_isTheContract(DecoderGolden golden) {
    DecoderFacts facts = Architectures.decoderFacts(golden.config());
    try (DecoderRuns runs = golden.open(DecoderOptions.defaults())) {
      GraphSignature signature = runs.graph().signature();
      assertThat(signature.inputs().get(0).name()).isEqualTo("input_ids");
      assertThat(signature.input("seqlens_k").orElseThrow().type()).isEqualTo(ElementType.INT32);
      assertThat(dimensions(signature.input("total_sequence_length"))).isEmpty();
      assertThat(signature.inputs()).hasSize(3 + 2 * facts.layers());
      assertThat(signature.outputs()).hasSize(1 + 2 * facts.layers());
      for (int i = 0; i < facts.layers(); i++) {
        List<String> past = dimensions(signature.input("past_key_values." + i + ".key"));
        assertThat(past)
            .containsExactly(
                "batch", "" + facts.keyValueHeads(), "capacity", "" + facts.headSize());
        assertThat(dimensions(signature.output("present." + i + ".value"))).isEqualTo(past);
      }
      assertThat(dimensions(signature.output("logits")))
          .containsExactly("batch", "1", "" + facts.vocabulary());
    }
  }

  private static List<String> dimensions(Optional<TensorSpec> spec) {
    return spec.orElseThrow().dimensions();
  }

  @Test
  void types_areDecodersNotEncoders() {
    assertThat(Architectures.decoderTypes())
        .containsExactly(
            "gpt2", "llama", "ministral", "mistral", "nemotron", "qwen2", "qwen3", "smollm3");
    assertThat(Architectures.decoderTypes()).allMatch(Architectures::isDecoder);
    assertThat(Architectures.modelTypes()).noneMatch(Architectures::isDecoder);
  }

  @Test
  void facts_ofWindows_onlyWhenEveryLayerHasOne() {
    assertThat(facts("mistral-window").window()).hasValue(6);
    assertThat(facts("mistral-no-window-yarn").window()).isEmpty();
    assertThat(facts("ministral-interleaved").window()).isEmpty();
    assertThat(facts("qwen2-tied").window()).isEmpty();
    assertThat(Architectures.decoderFacts(with("mistral-window", "sliding_window")).window())
        .as("a key that is missing means 4096 in Mistral")
        .hasValue(4096);
  }

  @Test
  void facts_cacheBytes_countKeysAndValues() {
    DecoderFacts facts = facts("llama-grouped");

    assertThat(facts.cacheBytesPerToken(4)).isEqualTo(2L * 2 * 1 * 16 * 4);
    assertThat(facts("llama-tied-dynamic").headSize()).isEqualTo(16);
    assertThat(facts("llama-sharded-linear").headSize()).as("of 8, padded").isEqualTo(16);
  }

  @Test
  void contextLength_ofLongRope_isThatOfShortTexts() {
    String rope =
        ", \"rope_parameters\": {\"rope_type\": \"longrope\", \"factor\": 4.0,"
            + " \"original_max_position_embeddings\": 512}, \"max_position_embeddings\": 2048";
    String sizes =
        "\"hidden_size\": 64, \"num_attention_heads\": 8, \"num_hidden_layers\": 4,"
            + " \"intermediate_size\": 32, \"vocab_size\": 99";
    DecoderFacts facts = plan("llama", sizes + rope).facts("llama");

    assertThat(facts.contextLength(0)).isEqualTo(512);
    assertThat(facts.contextLength(2048)).isEqualTo(2048);
    assertThat(facts("llama-grouped").contextLength(100)).isEqualTo(100);
  }

  /** What is told before building is what was built, but for norms, biases and rotary tables. */
  @ParameterizedTest
  @CsvSource({
    "llama-tied-dynamic,INT4",
    "llama-tied-dynamic,INT8",
    "gpt2-flags-no-prefix,INT4",
    "qwen3-odd-head-yarn,INT4",
    "nemotron-half,INT8"
  })
  void weightBytes_areWhatIsBuilt(String name, Precision precision) {
    DecoderGolden golden = DecoderGolden.named(name);
    DecoderOptions options = DecoderOptions.defaults().withPrecision(precision);
    IdentityHashMap<ByteBuffer, Integer> built = new IdentityHashMap<>();
    Architectures.buildDecoder(golden.config(), golden.weights(), options)
        .weights()
        .forEach(
            (weight, value) -> {
              if (value.shape().length > 1
                  && !weight.startsWith("rotation")
                  && !weight.contains("wpe")) {
                built.put(value.data(), value.data().remaining());
              }
            });

    assertThat(facts(name).weightBytes(options))
        .isEqualTo(built.values().stream().mapToLong(bytes -> bytes).sum());
  }

  /** The largest weights are not copied: they are the mapped file. */
  @Test
  void build_float32_keepsStoredWeights() {
    DecoderGolden golden = DecoderGolden.named("llama-grouped");
    Weights weights = golden.weights();
    GraphSource.Built built =
        Architectures.buildDecoder(golden.config(), weights, DecoderOptions.defaults());

    assertThat(built.weights().keySet())
        .containsAll(weights.names().stream().filter(name -> !name.contains("rotary")).toList())
        .hasSize(weights.names().size() + 2);
    // A read-only buffer is a mapped one.
    assertThat(built.weights().get("model.layers.0.mlp.gate_proj.weight").data().isReadOnly())
        .isTrue();
  }

  @Test
  void build_tiedInt8_holdsTheTableOnce() {
    DecoderGolden golden = DecoderGolden.named("llama-tied-dynamic");
    GraphSource.Built built =
        Architectures.buildDecoder(
            golden.config(),
            golden.weights(),
            DecoderOptions.defaults().withPrecision(Precision.INT4));

    String codes = "model.embed_tokens.weight:int8";
    assertThat(built.weights()).containsKeys(codes, codes + ":rows");
    assertThat(built.weights().get(codes).data())
        .isSameAs(built.weights().get(codes + ":rows").data());
    assertThat(built.weights().keySet())
        .noneMatch(name -> name.equals("model.embed_tokens.weight"));
  }

  @ParameterizedTest
  @CsvSource({
    "model_type,\"bloom\",Unsupported,known are",
    "model_type,\"bert\",Unsupported,is an encoder",
    "quantization_config,{},Unsupported,quantization_config",
    "hidden_size,44,Folder,has shape",
    "num_attention_heads,0,Folder,must be 1",
    "num_key_value_heads,2,Folder,evenly",
    "num_hidden_layers,3,Folder,no tensor",
    "num_hidden_layers,100000,Folder,must be 1 to 1000",
    "intermediate_size,71,Folder,has shape",
    "vocab_size,98,Folder,has shape",
    "attention_bias,true,Folder,q_proj.bias",
    "hidden_act,\"mystery\",Unsupported,mystery",
    "rope_scaling,{\"type\":\"mystery\"},Unsupported,mystery",
    "rope_scaling,{\"type\":\"linear\"},Folder,factor",
    "rope_theta,-1,Folder,rope_theta",
  })
  void build_configThatDoesNotFit_saysWhat(String key, String value, String type, String message) {
    Map<String, Object> changed =
        new LinkedHashMap<>(DecoderGolden.named("llama-grouped").config().asMap());
    if (key.equals("rope_theta") || key.equals("rope_scaling")) {
      changed.remove("rope_parameters");
    }
    changed.put(key, Json.parse("value", value));
    JsonObject config = JsonObject.of("config.json", changed);

    assertThatThrownBy(
            () ->
                Architectures.buildDecoder(
                    config,
                    DecoderGolden.named("llama-grouped").weights(),
                    DecoderOptions.defaults()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(message)
        .extracting(e -> e.getClass().getSimpleName())
        .isEqualTo(type);
  }

  @Test
  void build_untiedWithoutHead_saysWhich() {
    DecoderGolden golden = DecoderGolden.named("llama-tied-dynamic");

    assertThatThrownBy(
            () ->
                Architectures.buildDecoder(
                    with(golden.toString(), "tie_word_embeddings"),
                    golden.weights(),
                    DecoderOptions.defaults()))
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining("lm_head.weight");
  }

  @Test
  void build_longerThanTrained_isRefused() {
    DecoderGolden golden = DecoderGolden.named("llama-grouped");

    assertThatThrownBy(() -> golden.open(DecoderOptions.defaults().withContextLength(129)))
        .isInstanceOf(ModelException.Unsupported.class)
        .hasMessageContaining("129")
        .hasMessageContaining("128");
  }

  @Test
  void build_dynamicRope_takesMoreThanTrained() {
    DecoderGolden golden = DecoderGolden.named("llama-tied-dynamic");
    try (DecoderRuns trained = golden.open(DecoderOptions.defaults());
        DecoderRuns stretched = golden.open(DecoderOptions.defaults().withContextLength(512))) {
      assertThat(
              Runs.maxDifference(
                  trained.run(0, golden.prompt()), stretched.run(0, golden.prompt())))
          .as("other frequencies")
          .isGreaterThan(1e-2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-grouped", "gpt2-plain"})
  void encoderDoor_sendsDecodersToGeneration(String name) {
    DecoderGolden golden = DecoderGolden.named(name);

    assertThatThrownBy(() -> Architectures.heads(golden.config(), golden.weights()))
        .isInstanceOf(ModelException.Unsupported.class)
        .hasMessageContaining("writes text");
  }

  @Test
  void encoder_inInt4_isRefused() {
    Golden golden = Golden.named("camembert-base");

    assertThatThrownBy(() -> golden.build(BuildOptions.defaults().withPrecision(Precision.INT4)))
        .isInstanceOf(ModelException.Unsupported.class)
        .hasMessageContaining("int4")
        .hasMessageContaining("int8");
  }

  @Test
  void gpt2_withCrossAttention_isRefused() {
    DecoderGolden golden = DecoderGolden.named("gpt2-plain");
    Map<String, Object> config = new LinkedHashMap<>(golden.config().asMap());
    config.put("add_cross_attention", true);

    assertThatThrownBy(() -> Architectures.decoderFacts(JsonObject.of("config.json", config)))
        .isInstanceOf(ModelException.Unsupported.class)
        .hasMessageContaining("add_cross_attention");
  }

  @Test
  void layerTypes_ofWrongCount_areRefused() {
    DecoderGolden golden = DecoderGolden.named("ministral-interleaved");
    Map<String, Object> config = new LinkedHashMap<>(golden.config().asMap());
    config.put("layer_types", new ArrayList<>(List.of("full_attention")));

    assertThatThrownBy(() -> Architectures.decoderFacts(JsonObject.of("config.json", config)))
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining("layer_types");
  }

  @Test
  void defaultsOfConfigClasses_areTheirs() {
    String sizes =
        "\"hidden_size\": 64, \"num_attention_heads\": 8, \"num_hidden_layers\": 4,"
            + " \"intermediate_size\": 32, \"vocab_size\": 99";
    DecoderPlan smol = plan("smollm3", sizes);
    assertThat(smol.tied()).isTrue();
    assertThat(smol.sizes().keyHeads()).isEqualTo(4);
    assertThat(smol.rope().orElseThrow().theta()).isEqualTo(2_000_000);
    assertThat(smol.layers().stream().map(DecoderPlan.Layer::rotates))
        .containsExactly(true, true, true, false);
    assertThat(plan("llama", sizes).sizes().keyHeads()).isEqualTo(8);
    assertThat(plan("mistral", sizes + ", \"num_key_value_heads\": null").sizes().keyHeads())
        .isEqualTo(8);
    assertThat(plan("mistral", sizes + ", \"sliding_window\": null").window()).isEmpty();
    assertThat(plan("nemotron", sizes).rope().orElseThrow().channels()).isEqualTo(4);
    assertThat(plan("nemotron", sizes).norm().epsilon()).isEqualTo(1e-5);
    assertThat(plan("qwen3", sizes + ", \"num_key_value_heads\": 2").sizes().headSize())
        .isEqualTo(128);
  }

  /** Keys and values as int8, with the scales that the float32 cache of the prompt asks for. */
  @ParameterizedTest
  @ValueSource(strings = {"llama-grouped", "qwen3-tied", "nemotron-half", "mistral-window"})
  void int8Cache_isNearFloat32(String name) {
    DecoderGolden golden = DecoderGolden.named(name);
    List<DecoderOptions.CacheScale> scales;
    float[] expected;
    try (DecoderRuns exact = golden.open(DecoderOptions.defaults())) {
      expected = exact.run(0, golden.prompt());
      scales = exact.cacheScales();
    }
    List<DecoderOptions.CacheScale> wrong =
        scales.stream()
            .map(scale -> new DecoderOptions.CacheScale(scale.key() / 4, scale.value() / 4))
            .toList();
    double near = Runs.cosine(expected, last(golden, scales));

    assertThat(near).isGreaterThan(0.99);
    assertThat(Runs.cosine(expected, last(golden, wrong)))
        .as("control: scales that cut what they should hold")
        .isLessThan(1 - 5 * (1 - near));
  }

  private static float[] last(DecoderGolden golden, List<DecoderOptions.CacheScale> scales) {
    try (DecoderRuns runs = golden.open(DecoderOptions.defaults().withCacheScales(scales))) {
      int last = golden.prompt().length - 1;
      runs.run(0, IntStream.of(golden.prompt()).limit(last).toArray());
      return runs.run(last, golden.prompt()[last]);
    }
  }

  @Test
  void int8Cache_withScalesMissing_isRefused() {
    DecoderGolden golden = DecoderGolden.named("llama-grouped");

    assertThatThrownBy(
            () ->
                golden.open(
                    DecoderOptions.defaults()
                        .withCacheScales(List.of(new DecoderOptions.CacheScale(1, 1)))))
        .isInstanceOf(ModelException.Unsupported.class)
        .hasMessageContaining("expected 2, got 1");
  }

  private static DecoderFacts facts(String golden) {
    return Architectures.decoderFacts(DecoderGolden.named(golden).config());
  }

  private static JsonObject with(String golden, String dropped) {
    Map<String, Object> config = new LinkedHashMap<>(DecoderGolden.named(golden).config().asMap());
    config.remove(dropped);
    return JsonObject.of("config.json", config);
  }

  private static DecoderPlan plan(String type, String json) {
    JsonObject config =
        JsonObject.object("config.json", Json.parse("config.json", "{" + json + "}"));
    return Decoders.family(type).orElseThrow().plan(config);
  }
}
