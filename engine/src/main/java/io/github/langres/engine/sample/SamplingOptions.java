package io.github.langres.engine.sample;

import java.util.Map;
import java.util.Set;

/**
 * How the next token is chosen. The steps, in this order: logit bias, repetition penalty, presence
 * and frequency penalties, no-repeat n-grams, suppressed ids; then, unless greedy, temperature,
 * top-k, top-p, min-p, and a draw. Those that {@code transformers} has mean what they mean there,
 * and come in its order.
 *
 * @param temperature 0 is greedy: the most likely id, of equals the lowest; else logits are divided
 *     by it, and it is at least 0.001
 * @param topK the ids to keep, those equal to the last of them too; 0 is all
 * @param topP the share of the probability to keep, above 0; 1 is all
 * @param minP ids below this share of the most likely one's probability are dropped; 0 is none
 * @param repetitionPenalty what logits of ids in the prompt or the new text are divided by when
 *     positive, multiplied with when negative; 1 is off
 * @param presencePenalty taken off the logit of each id of the new text, as OpenAI defines it
 * @param frequencyPenalty taken off the logit of an id for each time it is in the new text, as
 *     OpenAI defines it
 * @param noRepeatNgramSize no sequence of so many ids comes twice, the prompt included; 0 is off
 * @param logitBias added to the logit of an id
 * @param suppressedIds ids that are never chosen; those that the model does not have are ignored
 * @param seed the same seed draws the same ids from the same logits, on every machine
 */
public record SamplingOptions(
    float temperature,
    int topK,
    float topP,
    float minP,
    float repetitionPenalty,
    float presencePenalty,
    float frequencyPenalty,
    int noRepeatNgramSize,
    Map<Integer, Float> logitBias,
    Set<Integer> suppressedIds,
    long seed) {
  private static final float MIN_TEMPERATURE = 1e-3f;
  private static final SamplingOptions DEFAULTS =
      new SamplingOptions(0, 0, 1, 0, 1, 0, 0, 0, Map.of(), Set.of(), 0);

  public SamplingOptions {
    require(
        temperature == 0 || (temperature >= MIN_TEMPERATURE && Float.isFinite(temperature)),
        "temperature must be 0 (greedy) or 0.001 and more",
        temperature);
    require(topK >= 0, "topK must be 0 (off) or more", topK);
    require(topP > 0 && topP <= 1, "topP must be above 0 and at most 1 (off)", topP);
    require(minP >= 0 && minP <= 1, "minP must be from 0 (off) to 1", minP);
    require(
        repetitionPenalty > 0 && Float.isFinite(repetitionPenalty),
        "repetitionPenalty must be above 0; 1 is off",
        repetitionPenalty);
    require(Float.isFinite(presencePenalty), "presencePenalty must be finite", presencePenalty);
    require(Float.isFinite(frequencyPenalty), "frequencyPenalty must be finite", frequencyPenalty);
    require(noRepeatNgramSize >= 0, "noRepeatNgramSize must be 0 (off) or more", noRepeatNgramSize);
    logitBias = Map.copyOf(logitBias);
    for (Map.Entry<Integer, Float> entry : logitBias.entrySet()) {
      require(entry.getKey() >= 0, "logitBias needs token ids of 0 or more", entry.getKey());
      require(Float.isFinite(entry.getValue()), "logitBias must be finite", entry.getValue());
    }
    suppressedIds = Set.copyOf(suppressedIds);
  }

  private static void require(boolean holds, String rule, Number got) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", got " + got);
    }
  }

  /** Greedy, without any penalty. */
  public static SamplingOptions defaults() {
    return DEFAULTS;
  }

  /** Whether the most likely id is taken, without a draw. */
  public boolean greedy() {
    return temperature == 0;
  }

  /** These options with another temperature; 0 is greedy. */
  public SamplingOptions withTemperature(float newTemperature) {
    return new SamplingOptions(
        newTemperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        presencePenalty,
        frequencyPenalty,
        noRepeatNgramSize,
        logitBias,
        suppressedIds,
        seed);
  }

  /** These options with another top-k; 0 is off. */
  public SamplingOptions withTopK(int newTopK) {
    return new SamplingOptions(
        temperature,
        newTopK,
        topP,
        minP,
        repetitionPenalty,
        presencePenalty,
        frequencyPenalty,
        noRepeatNgramSize,
        logitBias,
        suppressedIds,
        seed);
  }

  /** These options with another top-p; 1 is off. */
  public SamplingOptions withTopP(float newTopP) {
    return new SamplingOptions(
        temperature,
        topK,
        newTopP,
        minP,
        repetitionPenalty,
        presencePenalty,
        frequencyPenalty,
        noRepeatNgramSize,
        logitBias,
        suppressedIds,
        seed);
  }

  /** These options with another min-p; 0 is off. */
  public SamplingOptions withMinP(float newMinP) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        newMinP,
        repetitionPenalty,
        presencePenalty,
        frequencyPenalty,
        noRepeatNgramSize,
        logitBias,
        suppressedIds,
        seed);
  }

  /** These options with another repetition penalty; 1 is off. */
  public SamplingOptions withRepetitionPenalty(float newPenalty) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        newPenalty,
        presencePenalty,
        frequencyPenalty,
        noRepeatNgramSize,
        logitBias,
        suppressedIds,
        seed);
  }

  /** These options with another presence penalty; 0 is off. */
  public SamplingOptions withPresencePenalty(float newPenalty) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        newPenalty,
        frequencyPenalty,
        noRepeatNgramSize,
        logitBias,
        suppressedIds,
        seed);
  }

  /** These options with another frequency penalty; 0 is off. */
  public SamplingOptions withFrequencyPenalty(float newPenalty) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        presencePenalty,
        newPenalty,
        noRepeatNgramSize,
        logitBias,
        suppressedIds,
        seed);
  }

  /** These options with another size of n-grams that come once only; 0 is off. */
  public SamplingOptions withNoRepeatNgramSize(int newSize) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        presencePenalty,
        frequencyPenalty,
        newSize,
        logitBias,
        suppressedIds,
        seed);
  }

  /** These options with other logit biases. */
  public SamplingOptions withLogitBias(Map<Integer, Float> newBias) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        presencePenalty,
        frequencyPenalty,
        noRepeatNgramSize,
        newBias,
        suppressedIds,
        seed);
  }

  /** These options with other ids that are never chosen. */
  public SamplingOptions withSuppressedIds(Set<Integer> newIds) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        presencePenalty,
        frequencyPenalty,
        noRepeatNgramSize,
        logitBias,
        newIds,
        seed);
  }

  /** These options with another seed. */
  public SamplingOptions withSeed(long newSeed) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        presencePenalty,
        frequencyPenalty,
        noRepeatNgramSize,
        logitBias,
        suppressedIds,
        newSeed);
  }
}
