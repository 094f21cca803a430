package io.github.langres.models.open;

import io.github.langres.engine.Graph;
import io.github.langres.engine.TensorSpec;
import io.github.langres.engine.batch.BatchLimits;
import io.github.langres.engine.encode.EncodeLoop;
import io.github.langres.engine.encode.EncodeOptions;
import io.github.langres.engine.schedule.BatchScheduler;
import io.github.langres.engine.schedule.ScheduleOptions;
import io.github.langres.models.Gathering;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.Precision;
import io.github.langres.models.encoder.Encoder;
import io.github.langres.models.encoder.NoTokenizer;
import io.github.langres.models.family.Head;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.tokenizer.SpecialTokens.SpecialToken;
import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * An encoder just opened, on its way into a task.
 *
 * @param outputs the graph outputs that the task reads, the main one first
 */
record OpenEncoder(Encoder encoder, List<TensorSpec> outputs) {
  private static final Set<String> GENERIC_TOKENIZERS =
      Set.of("PreTrainedTokenizerFast", "TokenizersBackend");

  /** Opens the folder with the head that a task needs. */
  static OpenEncoder open(ModelFolder folder, ModelOptions options, Head head) {
    return open(folder, options, head, Integer.MAX_VALUE);
  }

  /** Opens the folder with the head that a task needs, for rows of at most {@code limit} tokens. */
  static OpenEncoder open(ModelFolder folder, ModelOptions options, Head head, int limit) {
    Decoders.refuse(folder);
    // The tokenizer first: what is missing is said before the weights are read.
    Tokenizer tokenizer = Tokenizer.open(folder.path());
    return orClose(
        tokenizer,
        () -> {
          Graph graph = GraphDoor.open(folder, options, head);
          return orClose(
              graph,
              () -> {
                List<TensorSpec> outputs = GraphOutputs.of(folder, graph.signature(), head);
                return join(folder, options, tokenizer, graph, outputs, limit);
              });
        });
  }

  /** Opens the folder with the head that its config names; the tokenizer may be absent. */
  static OpenEncoder openMain(ModelFolder folder, ModelOptions options) {
    Tokenizer tokenizer = folder.hasTokenizer() ? Tokenizer.open(folder.path()) : new NoTokenizer();
    return orClose(
        tokenizer,
        () -> {
          Graph graph = GraphDoor.openMain(folder, options);
          return orClose(
              graph,
              () -> {
                List<TensorSpec> outputs = GraphOutputs.main(folder, graph.signature());
                return join(folder, options, tokenizer, graph, outputs, Integer.MAX_VALUE);
              });
        });
  }

  private static OpenEncoder join(
      ModelFolder folder,
      ModelOptions options,
      Tokenizer tokenizer,
      Graph graph,
      List<TensorSpec> outputs,
      int limit) {
    if (folder.hasTokenizer()) {
      VocabularyCheck.require(folder, tokenizer);
    }
    int padId = tokenizer.specialTokens().pad().map(SpecialToken::id).orElse(0);
    int maxTokens = Math.min(limit, Math.min(folder.maxPositions(), tokenizer.modelMaxLength()));
    EncodeOptions encode = encodeOptions(folder, options);
    EncodeLoop loop = new EncodeLoop(graph, encode, padId);
    BatchScheduler gatherer =
        options.gathering().map(gathering -> gatherer(gathering, encode, loop)).orElse(null);
    return new OpenEncoder(
        new Encoder(tokenizer, graph, loop, maxTokens, options.longText(), typed(folder), gatherer),
        outputs);
  }

  /** The loop's own limits, so that what is gathered is exactly one run. */
  private static BatchScheduler gatherer(
      Gathering gathering, EncodeOptions encode, EncodeLoop loop) {
    ScheduleOptions schedule =
        ScheduleOptions.defaults()
            .withLimits(encode.limits())
            .withMaxWait(gathering.maxWait())
            .withMaxQueued(gathering.maxQueued())
            .withWorkers(encode.workers());
    return new BatchScheduler(loop::run, schedule, gathering.listener());
  }

  /**
   * True when the tokenizer of transformers 5 would tell the texts of a pair apart: the generic
   * class does not unless {@code model_input_names} say so, those of the families that know token
   * types do.
   */
  private static boolean typed(ModelFolder folder) {
    JsonObject config =
        folder
            .optionalJson("tokenizer_config.json")
            .orElse(JsonObject.empty("tokenizer_config.json"));
    if (config.has("model_input_names")) {
      return config.listOrEmpty("model_input_names").contains("token_type_ids");
    }
    return !GENERIC_TOKENIZERS.contains(config.string("tokenizer_class", ""));
  }

  private static EncodeOptions encodeOptions(ModelFolder folder, ModelOptions options) {
    // One text a run is what makes int8 reproducible: the activation scale is its own.
    int maxRows =
        GraphDoor.precision(folder, options) == Precision.INT8_REPRODUCIBLE ? 1 : Integer.MAX_VALUE;
    return EncodeOptions.defaults()
        .withFirstPosition(folder.firstPosition())
        .withWorkers(Parallelism.of(options).workers())
        .withLimits(
            new BatchLimits(options.batchTokens(), maxRows, BatchLimits.CPU_OVERHEAD_TOKENS));
  }

  /** The names of the outputs that the task reads. */
  List<String> outputNames() {
    return outputs.stream().map(TensorSpec::name).toList();
  }

  /** The output that the task reads first. */
  TensorSpec output() {
    return outputs.get(0);
  }

  /** Makes the task that will own the encoder; closes the encoder when that fails. */
  <T> T into(Supplier<T> task) {
    return orClose(encoder, task);
  }

  static <T> T orClose(AutoCloseable opened, Supplier<T> next) {
    try {
      return next.get();
    } catch (RuntimeException | Error e) {
      try {
        opened.close();
      } catch (Exception onClose) {
        e.addSuppressed(onClose);
      }
      throw e;
    }
  }
}
