package io.github.langres.models;

import io.github.langres.engine.Cancellation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How to generate. Immutable; start from {@link #defaults()}. What is empty is as the folder's
 * {@code generation_config.json} says, and else as {@code transformers} has it: greedy, and among
 * the 50 likeliest tokens once {@code do_sample} or a temperature asks for sampling.
 *
 * @param maxNewTokens how many tokens at most; where the folder does not say either, 256
 * @param temperature 0 is greedy; more samples. Empty, with {@code topK}, {@code topP} or {@code
 *     minP} given, samples at the folder's temperature
 * @param topK samples among that many of the likeliest tokens; 0 for all
 * @param topP samples among the fewest likeliest tokens whose probabilities reach that sum; 1 for
 *     all
 * @param minP leaves out tokens less likely than that share of the likeliest one; 0 for none
 * @param repetitionPenalty divides the logits of tokens of the prompt and of the answer; 1 for none
 * @param presencePenalty lowers the logits of tokens that the answer has
 * @param frequencyPenalty lowers the logits of tokens for each time that the answer has them
 * @param noRepeatNgramSize never gives the same that many tokens twice; 0 for no such rule
 * @param logitBias added to the logits of these ids
 * @param seed the same seed gives the same text on the same machine; empty draws one
 * @param ignoreEos writes on after the model's end tokens, as benchmarks do
 * @param stops texts that end the answer, and are not in it
 * @param logprobs how many of the likeliest tokens each step tells, beside the one taken; -1 tells
 *     no scores at all
 * @param cancellation ends the answer early, from any thread
 */
public record GenerateOptions(
    OptionalInt maxNewTokens,
    Optional<Float> temperature,
    OptionalInt topK,
    Optional<Float> topP,
    Optional<Float> minP,
    Optional<Float> repetitionPenalty,
    float presencePenalty,
    float frequencyPenalty,
    OptionalInt noRepeatNgramSize,
    Map<Integer, Float> logitBias,
    OptionalLong seed,
    boolean ignoreEos,
    List<String> stops,
    int logprobs,
    Cancellation cancellation) {

  private static final int MOST_LOGPROBS = 100;
  private static final GenerateOptions DEFAULTS = new Draft().build();

  public GenerateOptions {
    require(maxNewTokens.orElse(1) >= 1, "maxNewTokens must be 1 or more", maxNewTokens);
    float heat = temperature.orElse(0f);
    require(heat == 0 || in(0.001f, heat, 100), "temperature must be 0, or 0.001 to 100", heat);
    require(topK.orElse(0) >= 0, "topK must be 0 or more", topK);
    require(in(0, topP.orElse(1f), 1) && topP.orElse(1f) > 0, "topP must be over 0 to 1", topP);
    require(in(0, minP.orElse(0f), 1), "minP must be 0 to 1", minP);
    float penalty = repetitionPenalty.orElse(1f);
    require(
        in(0, penalty, 100) && penalty > 0,
        "repetitionPenalty must be over 0, to 100",
        repetitionPenalty);
    require(in(-100, presencePenalty, 100), "presencePenalty must be a number", presencePenalty);
    require(in(-100, frequencyPenalty, 100), "frequencyPenalty must be a number", frequencyPenalty);
    require(
        noRepeatNgramSize.orElse(0) >= 0, "noRepeatNgramSize must be 0 or more", noRepeatNgramSize);
    require(
        logprobs >= -1 && logprobs <= MOST_LOGPROBS,
        "logprobs must be -1 to " + MOST_LOGPROBS,
        logprobs);
    logitBias = Map.copyOf(logitBias);
    stops = List.copyOf(stops);
    require(stops.stream().noneMatch(String::isEmpty), "a stop string must not be empty", stops);
  }

  /** As the folder says; no stop strings, no scores, no cancellation. */
  public static GenerateOptions defaults() {
    return DEFAULTS;
  }

  /** The same with that many tokens at most. */
  public GenerateOptions withMaxNewTokens(int most) {
    Draft draft = new Draft(this);
    draft.maxNewTokens = OptionalInt.of(most);
    return draft.build();
  }

  /** The same at that temperature; 0 is greedy. */
  public GenerateOptions withTemperature(double newTemperature) {
    Draft draft = new Draft(this);
    draft.temperature = Optional.of((float) newTemperature);
    return draft.build();
  }

  /** The same, sampling among that many tokens. */
  public GenerateOptions withTopK(int newTopK) {
    Draft draft = new Draft(this);
    draft.topK = OptionalInt.of(newTopK);
    return draft.build();
  }

  /** The same, sampling among tokens whose probabilities reach that sum. */
  public GenerateOptions withTopP(double newTopP) {
    Draft draft = new Draft(this);
    draft.topP = Optional.of((float) newTopP);
    return draft.build();
  }

  /** The same, without tokens less likely than that share of the likeliest one. */
  public GenerateOptions withMinP(double newMinP) {
    Draft draft = new Draft(this);
    draft.minP = Optional.of((float) newMinP);
    return draft.build();
  }

  /** The same with that penalty on repetition. */
  public GenerateOptions withRepetitionPenalty(double penalty) {
    Draft draft = new Draft(this);
    draft.repetitionPenalty = Optional.of((float) penalty);
    return draft.build();
  }

  /** The same with these penalties on what the answer has already. */
  public GenerateOptions withPenalties(double presence, double frequency) {
    Draft draft = new Draft(this);
    draft.presencePenalty = (float) presence;
    draft.frequencyPenalty = (float) frequency;
    return draft.build();
  }

  /** The same, never giving that many tokens in a row twice. */
  public GenerateOptions withNoRepeatNgramSize(int size) {
    Draft draft = new Draft(this);
    draft.noRepeatNgramSize = OptionalInt.of(size);
    return draft.build();
  }

  /** The same with that bias on the logits. */
  public GenerateOptions withLogitBias(Map<Integer, Float> bias) {
    Draft draft = new Draft(this);
    draft.logitBias = bias;
    return draft.build();
  }

  /** The same with that seed. */
  public GenerateOptions withSeed(long newSeed) {
    Draft draft = new Draft(this);
    draft.seed = OptionalLong.of(newSeed);
    return draft.build();
  }

  /** The same, writing on after the model's end tokens or not. */
  public GenerateOptions withIgnoreEos(boolean ignore) {
    Draft draft = new Draft(this);
    draft.ignoreEos = ignore;
    return draft.build();
  }

  /** The same with these stop strings. */
  public GenerateOptions withStops(List<String> newStops) {
    Draft draft = new Draft(this);
    draft.stops = newStops;
    return draft.build();
  }

  /** The same with these stop strings. */
  public GenerateOptions withStops(String... newStops) {
    return withStops(List.of(newStops));
  }

  /** The same, telling the scores of the token taken and of that many of the likeliest. */
  public GenerateOptions withLogprobs(int likeliest) {
    Draft draft = new Draft(this);
    draft.logprobs = likeliest;
    return draft.build();
  }

  /** The same, ended early by that cancellation. */
  public GenerateOptions withCancellation(Cancellation newCancellation) {
    Draft draft = new Draft(this);
    draft.cancellation = newCancellation;
    return draft.build();
  }

  private static boolean in(float least, float value, float most) {
    return value >= least && value <= most;
  }

  private static void require(boolean condition, String expected, Object got) {
    if (!condition) {
      throw new IllegalArgumentException(expected + ", got " + got);
    }
  }

  /** What a copy differs in. */
  private static final class Draft {
    private OptionalInt maxNewTokens = OptionalInt.empty();
    private Optional<Float> temperature = Optional.empty();
    private OptionalInt topK = OptionalInt.empty();
    private Optional<Float> topP = Optional.empty();
    private Optional<Float> minP = Optional.empty();
    private Optional<Float> repetitionPenalty = Optional.empty();
    private float presencePenalty;
    private float frequencyPenalty;
    private OptionalInt noRepeatNgramSize = OptionalInt.empty();
    private Map<Integer, Float> logitBias = Map.of();
    private OptionalLong seed = OptionalLong.empty();
    private boolean ignoreEos;
    private List<String> stops = List.of();
    private int logprobs = -1;
    private Cancellation cancellation = Cancellation.NONE;

    Draft() {}

    Draft(GenerateOptions from) {
      maxNewTokens = from.maxNewTokens;
      temperature = from.temperature;
      topK = from.topK;
      topP = from.topP;
      minP = from.minP;
      repetitionPenalty = from.repetitionPenalty;
      presencePenalty = from.presencePenalty;
      frequencyPenalty = from.frequencyPenalty;
      noRepeatNgramSize = from.noRepeatNgramSize;
      logitBias = from.logitBias;
      seed = from.seed;
      ignoreEos = from.ignoreEos;
      stops = from.stops;
      logprobs = from.logprobs;
      cancellation = from.cancellation;
    }

    GenerateOptions build() {
      return new GenerateOptions(
          maxNewTokens,
          temperature,
          topK,
          topP,
          minP,
          repetitionPenalty,
          presencePenalty,
          frequencyPenalty,
          noRepeatNgramSize,
          logitBias,
          seed,
          ignoreEos,
          stops,
          logprobs,
          cancellation);
    }
  }
}
