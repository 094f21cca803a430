package io.github.langres.models.generator;

import io.github.langres.engine.generate.BatchItem;
import io.github.langres.engine.generate.DecodeBatch;
import io.github.langres.engine.generate.DecodeLoop;
import io.github.langres.engine.generate.DecodeRequest;
import io.github.langres.engine.generate.DecodeResult;
import io.github.langres.engine.generate.DecodeState;
import io.github.langres.models.FinishReason;
import io.github.langres.models.GenerateOptions;
import io.github.langres.models.GeneratedToken;
import io.github.langres.models.Generation;
import io.github.langres.models.Generation.Timings;
import io.github.langres.tokenizer.Tokenizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** From a prompt's ids to its answer, alone or in a batch. Thread-safe; a state has one owner. */
final class Answers {
  private static final int MOST_ROWS = 8;

  private final Tokenizer tokenizer;
  private final DecodeLoop loop;
  private final GenerationConfig config;
  private final Set<Integer> stopIds;

  Answers(Tokenizer tokenizer, DecodeLoop loop, GenerationConfig config, Set<Integer> stopIds) {
    this.tokenizer = tokenizer;
    this.loop = loop;
    this.config = config;
    this.stopIds = stopIds;
  }

  /** Answers one prompt with the caller's state. */
  Generation one(
      DecodeState state, int[] prompt, GenerateOptions options, Consumer<GeneratedToken> onToken) {
    AnswerSink sink = sink(options, onToken);
    DecodeResult result =
        loop.generate(state, prompt, request(prompt, options), sink, options.cancellation());
    return answer(sink, result);
  }

  /** Answers several prompts, up to {@value #MOST_ROWS} at a time, with a KV cache of their own. */
  List<Generation> several(List<int[]> prompts, GenerateOptions options) {
    List<AnswerSink> sinks = new ArrayList<>();
    List<BatchItem> items = new ArrayList<>();
    for (int[] prompt : prompts) {
      AnswerSink sink = sink(options, token -> {});
      sinks.add(sink);
      items.add(new BatchItem(prompt, request(prompt, options), sink));
    }
    List<Generation> answers = new ArrayList<>();
    try (DecodeBatch batch = loop.newBatch(Math.min(MOST_ROWS, prompts.size()))) {
      List<DecodeResult> results = loop.generateAll(batch, items, options.cancellation());
      for (int i = 0; i < results.size(); i++) {
        answers.add(answer(sinks.get(i), results.get(i)));
      }
    }
    return answers;
  }

  private AnswerSink sink(GenerateOptions options, Consumer<GeneratedToken> onToken) {
    return new AnswerSink(tokenizer, options.stops(), options.logprobs() >= 0, onToken);
  }

  private DecodeRequest request(int[] prompt, GenerateOptions options) {
    return config.request(options, prompt.length, stopIds);
  }

  private static Generation answer(AnswerSink sink, DecodeResult result) {
    sink.finish();
    return new Generation(
        sink.text(),
        sink.ids(),
        sink.stopped() ? FinishReason.STOP : reason(result),
        result.promptTokens(),
        result.cachedTokens(),
        sink.steps(),
        timings(result));
  }

  private static FinishReason reason(DecodeResult result) {
    return switch (result.finishReason()) {
      case EOS -> FinishReason.EOS;
      case STOP -> FinishReason.STOP;
      case LENGTH -> FinishReason.LENGTH;
      case CANCELLED -> FinishReason.CANCELLED;
    };
  }

  private static Timings timings(DecodeResult result) {
    return new Timings(
        Duration.ofNanos(result.prefillNanos()),
        Duration.ofNanos(result.decodeNanos()),
        rate(result.promptTokens() - result.cachedTokens(), result.prefillNanos()),
        rate(result.completionTokens() - 1, result.decodeNanos()));
  }

  private static double rate(int tokens, long nanos) {
    return tokens <= 0 || nanos <= 0 ? 0 : tokens * 1e9 / nanos;
  }
}
