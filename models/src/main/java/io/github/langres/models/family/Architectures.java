package io.github.langres.models.family;

import io.github.langres.engine.GraphSource;
import io.github.langres.models.ModelException;
import io.github.langres.models.graph.Precision;
import io.github.langres.models.graph.Value;
import io.github.langres.models.safetensors.Weights;
import io.github.langres.tokenizer.json.JsonException;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Builds the graph of a checkpoint from its config. Thread-safe. */
public final class Architectures {
  private static final List<Family> FAMILIES =
      List.of(
          new Roberta(),
          new Bert(),
          new DistilBert(),
          new Electra(),
          new DebertaV2(),
          new ModernBert(),
          new Flaubert(),
          new EuroBert(),
          new MpNet());

  private Architectures() {}

  /** The values of {@code model_type} of encoders that can be built, sorted. */
  public static List<String> modelTypes() {
    return FAMILIES.stream().flatMap(family -> family.modelTypes().stream()).sorted().toList();
  }

  /** The values of {@code model_type} of decoders that can be built, sorted. */
  public static List<String> decoderTypes() {
    return Decoders.modelTypes();
  }

  /** True for the {@code model_type} of a decoder that can be built. */
  public static boolean isDecoder(String modelType) {
    return Decoders.family(modelType).isPresent();
  }

  /**
   * What the config of a decoder says.
   *
   * @throws ModelException.Unsupported when the architecture is not known, or writes no text
   * @throws ModelException.Folder when the config makes no network
   */
  public static DecoderFacts decoderFacts(JsonObject config) {
    return checkingConfig(
        config,
        () -> {
          DecoderFamily family = decoder(config);
          return family.plan(config).facts(family.modelType());
        });
  }

  /**
   * Builds the graph of a decoder. Inputs: {@code input_ids} int64 {@code [batch, sequence]};
   * {@code seqlens_k} int32 {@code [batch]}, the valid length after the run, minus 1; {@code
   * total_sequence_length} int32 {@code []}, the largest valid length after the run; {@code
   * past_key_values.N.key} and {@code .value} {@code [batch, heads, capacity, size]}. Outputs:
   * {@code logits} float32 {@code [batch, 1, vocabulary]}, or {@code [batch, sequence, vocabulary]}
   * with {@link DecoderOptions#allLogits}; {@code present.N.key} and {@code .value}, bound to the
   * buffers of the past. Runs of several rows take one token a row.
   *
   * @throws ModelException.Unsupported when the architecture is not known, writes no text, or was
   *     trained for fewer positions than asked for
   * @throws ModelException.Folder when config and weights do not belong together
   */
  public static GraphSource.Built buildDecoder(
      JsonObject config, Weights weights, DecoderOptions options) {
    return checkingConfig(config, () -> Decoders.build(decoder(config), config, weights, options));
  }

  /**
   * The heads that the checkpoint holds weights of; {@link Head#BASE} always.
   *
   * @throws ModelException.Unsupported when the architecture is not known
   * @throws ModelException.Folder when config and weights do not belong together
   */
  public static Set<Head> heads(JsonObject config, Weights weights) {
    return checkingConfig(config, () -> headsOf(config, weights));
  }

  private static Set<Head> headsOf(JsonObject config, Weights weights) {
    Family family = family(config);
    Checkpoint checkpoint = checkpoint(family, weights);
    List<HeadForm> present =
        family.heads(config).stream().filter(form -> isPresent(form, checkpoint)).toList();
    Set<Head> heads = EnumSet.of(Head.BASE);
    HeadChoice.narrow(present, config).forEach(form -> heads.add(form.head()));
    return heads;
  }

  /**
   * Builds a graph with the inputs {@code input_ids}, {@code attention_mask} and, where the
   * checkpoint tells token types apart, {@code token_type_ids}: int64 {@code [batch, sequence]}.
   * Its outputs are those of the {@link Head}.
   *
   * @throws ModelException.MissingHead when the checkpoint has no such head
   * @throws ModelException.Unsupported when the architecture is not known
   * @throws ModelException.Folder when config and weights do not belong together
   */
  public static GraphSource.Built build(
      JsonObject config, Weights weights, Head head, BuildOptions options) {
    return checkingConfig(config, () -> graph(config, weights, head, options));
  }

  private static GraphSource.Built graph(
      JsonObject config, Weights weights, Head head, BuildOptions options) {
    if (options.precision() == Precision.INT4) {
      throw new ModelException.Unsupported(
          "int4 is for models that write text, whose speed is that of reading the weights; open an"
              + " encoder in fp32, int8 or int8-reproducible");
    }
    Family family = family(config);
    Checkpoint checkpoint = checkpoint(family, weights);
    Optional<HeadForm> form = form(family, config, checkpoint, head);
    Net net = Net.open(family, checkpoint, config, options);
    if (form.isPresent()) {
      Value hidden = family.encode(net, form.get().tokens());
      net.graph()
          .scope(
              "head",
              () -> {
                form.get().attach(net, hidden);
                return hidden;
              });
    } else {
      SentenceVectors.attach(net, family);
    }
    return net.graph().build();
  }

  private static Optional<HeadForm> form(
      Family family, JsonObject config, Checkpoint checkpoint, Head head) {
    if (head == Head.BASE) {
      return Optional.empty();
    }
    List<HeadForm> forms =
        family.heads(config).stream().filter(form -> form.head() == head).toList();
    if (forms.isEmpty()) {
      throw new ModelException.MissingHead(
          "Langres knows no " + head.words() + " head of " + config.string("model_type"));
    }
    Optional<HeadForm> present =
        forms.stream().filter(form -> isPresent(form, checkpoint)).findFirst();
    if (present.isEmpty()) {
      throw new ModelException.MissingHead(
          "this checkpoint has no "
              + head.words()
              + " head: it lacks "
              + forms.get(0).weights().stream().filter(name -> !checkpoint.has(name)).toList()
              + ". Open a model that was trained for it");
    }
    return present;
  }

  /** A config that contradicts itself or the weights fails wherever it is noticed first. */
  private static <T> T checkingConfig(JsonObject config, Supplier<T> work) {
    try {
      return work.get();
    } catch (JsonException e) {
      throw new ModelException.Folder(String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelException.Folder(
          config.source() + " and the weights make no network: " + e.getMessage(), e);
    }
  }

  private static boolean isPresent(HeadForm form, Checkpoint checkpoint) {
    return form.weights().stream().allMatch(checkpoint::has);
  }

  private static Checkpoint checkpoint(Family family, Weights weights) {
    return Checkpoint.of(weights, family.prefixes(), family.probe());
  }

  private static Family family(JsonObject config) {
    refuseQuantized(config);
    if (config.booleanOr("is_decoder", false)) {
      throw new ModelException.Unsupported(
          config.source()
              + ": is_decoder is true; of this architecture only encoders are built, which look"
              + " both ways");
    }
    String type = config.stringOr("model_type", null);
    for (Family family : FAMILIES) {
      if (type != null && family.modelTypes().contains(type)) {
        return family;
      }
    }
    if (type != null && isDecoder(type)) {
      throw new ModelException.Unsupported(
          "model_type \""
              + type
              + "\" writes text; open it for generation. Encoders are "
              + modelTypes());
    }
    throw unknown(config, type);
  }

  private static DecoderFamily decoder(JsonObject config) {
    refuseQuantized(config);
    String type = config.stringOr("model_type", null);
    if (type != null && modelTypes().contains(type)) {
      throw new ModelException.Unsupported(
          "model_type \""
              + type
              + "\" is an encoder, which writes no text; those that do are "
              + decoderTypes());
    }
    return Optional.ofNullable(type)
        .flatMap(Decoders::family)
        .orElseThrow(() -> unknown(config, type));
  }

  private static void refuseQuantized(JsonObject config) {
    if (config.has("quantization_config")) {
      throw new ModelException.Unsupported(
          "this checkpoint was saved quantized (quantization_config in config.json), which is not"
              + " read; use the full-precision model and choose the precision when you open it");
    }
  }

  private static ModelException.Unsupported unknown(JsonObject config, @Nullable String type) {
    return new ModelException.Unsupported(
        "model_type "
            + (type == null ? "is missing from config.json" : "\"" + type + "\" is not known")
            + (config.has("auto_map")
                ? "; the model runs code of its own (auto_map), which Langres never does"
                : "")
            + "; known are "
            + modelTypes()
            + " and, to write text, "
            + decoderTypes()
            + ". An ONNX export of the model can be opened instead");
  }
}
