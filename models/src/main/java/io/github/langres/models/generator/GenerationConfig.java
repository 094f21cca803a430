package io.github.langres.models.generator;

import io.github.langres.engine.generate.DecodeRequest;
import io.github.langres.engine.sample.SamplingOptions;
import io.github.langres.models.GenerateOptions;
import io.github.langres.models.ModelException;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code generation_config.json} says, under the defaults of {@code transformers}.
 *
 * @param maxNewTokens 0 when it does not say
 * @param maxLength prompt and answer together, 0 when it does not say
 * @param eosIds the end tokens that it names
 */
record GenerationConfig(
    boolean sample,
    float temperature,
    int topK,
    float topP,
    float minP,
    float repetitionPenalty,
    int noRepeatNgramSize,
    Set<Integer> suppressedIds,
    int maxNewTokens,
    int maxLength,
    Set<Integer> eosIds) {
  private static final Logger LOG = LoggerFactory.getLogger(GenerationConfig.class);
  private static final String FILE = "generation_config.json";

  /** Where neither caller nor folder says: {@code transformers} stops at 20 tokens of all. */
  private static final int MAX_NEW_TOKENS = 256;

  private static final Set<String> READ =
      Set.of(
          "do_sample",
          "temperature",
          "top_k",
          "top_p",
          "min_p",
          "repetition_penalty",
          "no_repeat_ngram_size",
          "suppress_tokens",
          "max_new_tokens",
          "max_length",
          "eos_token_id",
          "bos_token_id",
          "pad_token_id",
          "transformers_version",
          "_from_model_config");

  /** Reads the folder's; without one, what {@code config.json} says, as older models have it. */
  static GenerationConfig read(ModelFolder folder) {
    return folder
        .optionalJson(FILE)
        .map(
            json -> {
              json.keys().stream()
                  .filter(key -> json.has(key) && !READ.contains(key))
                  .forEach(key -> LOG.debug("{}: {} \"{}\" is not read", folder.path(), FILE, key));
              return of(json);
            })
        .orElseGet(() -> of(folder.config()));
  }

  static GenerationConfig of(JsonObject json) {
    GenerationConfig config = read(json);
    try {
      config.sampling(GenerateOptions.defaults());
    } catch (IllegalArgumentException e) {
      throw new ModelException.Folder(json.source() + ": " + e.getMessage(), e);
    }
    return config;
  }

  private static GenerationConfig read(JsonObject json) {
    return new GenerationConfig(
        json.booleanOr("do_sample", false),
        (float) json.numberOr("temperature", 1),
        json.intOr("top_k", 50),
        (float) json.numberOr("top_p", 1),
        (float) json.numberOr("min_p", 0),
        (float) json.numberOr("repetition_penalty", 1),
        json.intOr("no_repeat_ngram_size", 0),
        ids(json, "suppress_tokens"),
        json.intOr("max_new_tokens", 0),
        json.intOr("max_length", 0),
        ids(json, "eos_token_id"));
  }

  /** One id, a list of ids, or none. */
  static Set<Integer> ids(JsonObject json, String key) {
    Set<Integer> ids = new LinkedHashSet<>();
    if (json.get(key) instanceof java.util.List<?>) {
      for (Object id : json.listOrEmpty(key)) {
        if (!(id instanceof Long number) || number != number.intValue()) {
          throw new ModelException.Folder(
              json.source() + ": \"" + key + "\" has " + id + "; expected token ids");
        }
        ids.add(number.intValue());
      }
    } else if (json.has(key)) {
      ids.add(json.integer(key));
    }
    return ids;
  }

  /** What the loop is asked, for a prompt of that many tokens. */
  DecodeRequest request(GenerateOptions options, int promptTokens, Set<Integer> stopIds) {
    return new DecodeRequest(
        maxNewTokens(options, promptTokens),
        options.ignoreEos() ? Set.of() : stopIds,
        sampling(options),
        Math.max(0, options.logprobs()));
  }

  private int maxNewTokens(GenerateOptions options, int promptTokens) {
    if (options.maxNewTokens().isPresent()) {
      return options.maxNewTokens().getAsInt();
    }
    if (maxNewTokens > 0) {
      return maxNewTokens;
    }
    return maxLength > 0 ? Math.max(1, maxLength - promptTokens) : MAX_NEW_TOKENS;
  }

  private SamplingOptions sampling(GenerateOptions options) {
    boolean asked =
        sample
            || options.topK().isPresent()
            || options.topP().isPresent()
            || options.minP().isPresent();
    return new SamplingOptions(
        options.temperature().orElse(asked ? temperature : 0),
        options.topK().orElse(topK),
        options.topP().orElse(topP),
        options.minP().orElse(minP),
        options.repetitionPenalty().orElse(repetitionPenalty),
        options.presencePenalty(),
        options.frequencyPenalty(),
        options.noRepeatNgramSize().orElse(noRepeatNgramSize),
        options.logitBias(),
        suppressedIds,
        options.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong()));
  }
}
