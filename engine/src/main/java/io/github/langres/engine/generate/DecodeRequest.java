package io.github.langres.engine.generate;

import io.github.langres.engine.sample.SamplingOptions;
import java.util.Set;

/**
 * What to generate.
 *
 * @param maxNewTokens the most new tokens; 0 only fills the KV cache
 * @param stopIds ids that end the generation and are not part of it: EOS and a turn's end
 * @param sampling how ids are chosen
 * @param topLogprobs how many of the likeliest ids {@link TokenScores} tells of
 */
public record DecodeRequest(
    int maxNewTokens, Set<Integer> stopIds, SamplingOptions sampling, int topLogprobs) {

  public DecodeRequest {
    if (maxNewTokens < 0) {
      throw new IllegalArgumentException("maxNewTokens must be 0 or more, got " + maxNewTokens);
    }
    if (topLogprobs < 0) {
      throw new IllegalArgumentException("topLogprobs must be 0 or more, got " + topLogprobs);
    }
    stopIds = Set.copyOf(stopIds);
  }

  /** Greedy, without stop ids. */
  public static DecodeRequest greedy(int maxNewTokens) {
    return new DecodeRequest(maxNewTokens, Set.of(), SamplingOptions.defaults(), 0);
  }

  /** This request with other stop ids. */
  public DecodeRequest withStopIds(Set<Integer> newIds) {
    return new DecodeRequest(maxNewTokens, newIds, sampling, topLogprobs);
  }

  /** This request with another sampling. */
  public DecodeRequest withSampling(SamplingOptions newSampling) {
    return new DecodeRequest(maxNewTokens, stopIds, newSampling, topLogprobs);
  }

  /** This request with another number of likeliest ids. */
  public DecodeRequest withTopLogprobs(int newCount) {
    return new DecodeRequest(maxNewTokens, stopIds, sampling, newCount);
  }
}
