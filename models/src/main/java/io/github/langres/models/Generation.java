package io.github.langres.models;

import java.time.Duration;
import java.util.List;

/**
 * A generated text.
 *
 * @param text without the prompt, special tokens and the stop string
 * @param ids the new tokens, without the final end token; those that made the stop string are among
 *     them. The array is shared, not copied: do not change it
 * @param finishReason why it ends
 * @param promptTokens how many tokens the prompt has
 * @param cachedTokens how many of them were in the KV cache of the call before, and cost nothing
 * @param logprobs one entry a token of {@code ids}, when {@link GenerateOptions#logprobs()} asked
 *     for them; else empty
 * @param timings how long it took
 */
public record Generation(
    String text,
    int[] ids,
    FinishReason finishReason,
    int promptTokens,
    int cachedTokens,
    List<Step> logprobs,
    Timings timings) {

  public Generation {
    logprobs = List.copyOf(logprobs);
  }

  /** How many tokens are new, without the final end token. */
  public int completionTokens() {
    return ids.length;
  }

  /**
   * The scores of one step.
   *
   * @param chosen the token that was taken
   * @param top the likeliest tokens, best first; as many as were asked for
   */
  public record Step(TokenScore chosen, List<TokenScore> top) {
    public Step {
      top = List.copyOf(top);
    }
  }

  /**
   * How long a generation took.
   *
   * @param prefill reading the prompt, up to the first token
   * @param decode the tokens after the first
   * @param promptTokensPerSecond prompt tokens that were not cached, a second; 0 when there is none
   * @param tokensPerSecond tokens after the first, a second; 0 when there is none
   */
  public record Timings(
      Duration prefill, Duration decode, double promptTokensPerSecond, double tokensPerSecond) {}
}
