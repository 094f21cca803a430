package io.github.langres.engine.generate;

import io.github.langres.engine.sample.Sampler;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** One text in the making: what was asked for, and how far it is. Reused from text to text. */
final class DecodeRow {
  private final Sampler sampler = new Sampler();
  private final LazyScores scores = new LazyScores();
  private TokenSink sink = (id, unused) -> false;
  private int[] stopIds = {};
  private int topLogprobs;
  private int limit;
  private int completionTokens;
  private int id;

  /** The prompt has 1 token or more, and fits into the context. */
  void begin(int[] prompt, DecodeRequest request, TokenSink newSink, int contextLength) {
    sampler.begin(request.sampling(), prompt);
    sink = newSink;
    stopIds = request.stopIds().stream().mapToInt(Integer::intValue).toArray();
    topLogprobs = request.topLogprobs();
    limit = Math.min(request.maxNewTokens(), contextLength - prompt.length);
    completionTokens = 0;
  }

  /** Chooses the next token and hands it out; null when there is to be another. */
  @Nullable FinishReason next(FloatBuffer logits) {
    if (completionTokens == limit) {
      return FinishReason.LENGTH;
    }
    id = sampler.next(logits);
    if (isStop(id)) {
      return FinishReason.EOS;
    }
    completionTokens++;
    scores.set(logits, id, topLogprobs);
    if (!sink.accept(id, scores)) {
      return FinishReason.STOP;
    }
    // The last token is not run: nobody asks for what follows.
    return completionTokens == limit ? FinishReason.LENGTH : null;
  }

  private boolean isStop(int candidate) {
    for (int stopId : stopIds) {
      if (stopId == candidate) {
        return true;
      }
    }
    return false;
  }

  /** The last chosen token. */
  int id() {
    return id;
  }

  /**
   * What came of it.
   *
   * @param decodeStart when the prompt was in the cache, or 0 when it never was
   */
  DecodeResult result(
      FinishReason reason, int promptTokens, int cachedTokens, long start, long decodeStart) {
    long end = System.nanoTime();
    boolean prefilled = decodeStart != 0;
    return new DecodeResult(
        reason,
        promptTokens,
        cachedTokens,
        completionTokens,
        (prefilled ? decodeStart : end) - start,
        prefilled ? end - decodeStart : 0);
  }

  /** The most new tokens. */
  int limit() {
    return limit;
  }
}
