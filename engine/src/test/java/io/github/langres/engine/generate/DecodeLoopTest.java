package io.github.langres.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.sample.SamplingOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The loop on a graph of our own form: one buffer as past and present. */
class DecodeLoopTest {
  private static final int[] PROMPT = {5, 17, 3, 44, 9, 9, 21};
  private static final Cancellation NONE = Cancellation.NONE;

  private final FakeDecoder graph = new FakeDecoder(FakeDecoder.Form.NATIVE);
  private final List<Integer> taken = new ArrayList<>();
  private final TokenSink sink = (id, scores) -> taken.add(id);

  private DecodeLoop loop(int contextLength) {
    return new DecodeLoop(graph, DecodeOptions.of(contextLength));
  }

  private DecodeResult generate(DecodeLoop loop, DecodeState state, int[] prompt, int count) {
    taken.clear();
    return loop.generate(state, prompt, DecodeRequest.greedy(count), sink, NONE);
  }

  private int[] taken() {
    return taken.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void generate_greedy_saysWhatTheModelSaysWithoutACache() {
    DecodeLoop loop = loop(4096);
    DecodeState state = loop.newState();
    DecodeResult result = generate(loop, state, PROMPT, 700);
    assertThat(taken()).isEqualTo(FakeDecoder.greedy(PROMPT, 700));
    assertThat(result.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(result.promptTokens()).isEqualTo(PROMPT.length);
    assertThat(result.cachedTokens()).isZero();
    assertThat(result.completionTokens()).isEqualTo(700);
    assertThat(result.prefillNanos()).isPositive();
    assertThat(result.decodeNanos()).isPositive();
    // The last token is not run.
    assertThat(state.length()).isEqualTo(PROMPT.length + 699);
  }

  @Test
  void control_oneNumberOfTheCacheSpoiled_givesOtherIds() {
    graph.afterRun = buffer -> buffer.putFloat(0, 0);
    DecodeLoop loop = loop(4096);
    generate(loop, loop.newState(), PROMPT, 20);
    assertThat(taken()).isNotEqualTo(FakeDecoder.greedy(PROMPT, 20));
  }

  @Test
  void prefill_inChunksOfAnySize_givesTheSameIds() {
    for (int chunk = 1; chunk <= PROMPT.length + 1; chunk++) {
      graph.shapes.clear();
      DecodeLoop loop = new DecodeLoop(graph, DecodeOptions.of(64).withPrefillChunk(chunk));
      generate(loop, loop.newState(), PROMPT, 5);
      assertThat(taken()).isEqualTo(FakeDecoder.greedy(PROMPT, 5));
      assertThat(graph.shapes.get(0)).isEqualTo("1x" + Math.min(chunk, PROMPT.length));
      assertThat(graph.shapes).hasSize((PROMPT.length + chunk - 1) / chunk + 4);
    }
  }

  @Test
  void state_ofAChat_runsOnlyWhatIsNew() {
    DecodeLoop loop = loop(512);
    DecodeState state = loop.newState();
    generate(loop, state, PROMPT, 4);
    int[] longer = concat(concat(PROMPT, taken()), new int[] {8, 30});
    graph.shapes.clear();
    DecodeResult result = generate(loop, state, longer, 6);
    assertThat(taken()).isEqualTo(FakeDecoder.greedy(longer, 6));
    // The first answer's last token was given, but never run.
    assertThat(result.cachedTokens()).isEqualTo(PROMPT.length + 3);
    assertThat(graph.shapes.get(0)).isEqualTo("1x3");
  }

  @Test
  void state_whosePromptDiffers_isRewoundToTheDifference() {
    DecodeLoop loop = loop(512);
    DecodeState state = loop.newState();
    generate(loop, state, PROMPT, 40);
    for (int same = PROMPT.length - 1; same >= 0; same--) {
      int[] other = PROMPT.clone();
      other[same] = 60;
      DecodeResult result = generate(loop, state, other, 10);
      assertThat(taken()).isEqualTo(FakeDecoder.greedy(other, 10));
      assertThat(result.cachedTokens()).isEqualTo(same);
      generate(loop, state, PROMPT, 3);
      assertThat(taken()).isEqualTo(FakeDecoder.greedy(PROMPT, 3));
    }
  }

  @Test
  void state_thatHoldsThePromptAndMore_runsItsLastTokenAgain() {
    DecodeLoop loop = loop(512);
    DecodeState state = loop.newState();
    generate(loop, state, PROMPT, 12);
    int[] answer = taken();
    assertThat(generate(loop, state, PROMPT, 12).cachedTokens()).isEqualTo(PROMPT.length - 1);
    assertThat(taken()).isEqualTo(answer);
    int[] shorter = Arrays.copyOf(PROMPT, 3);
    assertThat(generate(loop, state, shorter, 5).cachedTokens()).isEqualTo(2);
    assertThat(taken()).isEqualTo(FakeDecoder.greedy(shorter, 5));
  }

  @Test
  void cache_thatGrows_keepsWhatItHolds() {
    DecodeLoop loop = loop(100_000);
    DecodeState state = loop.newState();
    assertThat(state.cacheBytes()).isZero();
    generate(loop, state, PROMPT, 10);
    long before = state.cacheBytes();
    assertThat(before).isEqualTo(loop.cacheBytesPerToken() * 64);
    generate(loop, state, PROMPT, 1000);
    assertThat(taken()).isEqualTo(FakeDecoder.greedy(PROMPT, 1000));
    assertThat(state.cacheBytes()).isGreaterThan(before);
    assertThat(loop.cacheBytesPerToken()).isEqualTo(2 * 2 * 3 * 2 * 4);
  }

  @Test
  void cache_nearTheContext_neverGrowsBeyondIt() {
    DecodeLoop loop = loop(100);
    DecodeState state = loop.newState();
    generate(loop, state, PROMPT, 1000);
    assertThat(state.cacheBytes()).isEqualTo(loop.cacheBytesPerToken() * 100);
  }

  @Test
  void steps_betweenGrowths_bindNothing() {
    DecodeLoop loop = loop(4096);
    DecodeState state = loop.newState();
    List<Integer> binds = new ArrayList<>();
    loop.generate(
        state,
        PROMPT,
        DecodeRequest.greedy(200),
        (id, scores) -> binds.add(graph.binds.get()),
        NONE);
    // After the prefill; the first step has other shapes of ids and nothing else.
    assertThat(binds.get(1) - binds.get(0)).isEqualTo(1);
    assertThat(binds.subList(1, 200)).containsOnly(binds.get(1));
  }

  @Test
  void stopId_asTheFirstToken_endsWithoutAnyToken() {
    int first = FakeDecoder.greedy(PROMPT, 1)[0];
    DecodeLoop loop = loop(512);
    DecodeResult result =
        loop.generate(
            loop.newState(),
            PROMPT,
            DecodeRequest.greedy(9).withStopIds(Set.of(first, 1000)),
            sink,
            NONE);
    assertThat(result.finishReason()).isEqualTo(FinishReason.EOS);
    assertThat(result.completionTokens()).isZero();
    assertThat(taken).isEmpty();
    assertThat(graph.runs).hasValue(1);
  }

  @Test
  void stopId_later_isNotGivenToTheSink() {
    int[] ids = FakeDecoder.greedy(PROMPT, 30);
    int stop = ids[ids.length - 1];
    int place = 0;
    while (ids[place] != stop) {
      place++;
    }
    DecodeLoop loop = loop(512);
    DecodeResult result =
        loop.generate(
            loop.newState(),
            PROMPT,
            DecodeRequest.greedy(100).withStopIds(Set.of(stop)),
            sink,
            NONE);
    assertThat(result.finishReason()).isEqualTo(FinishReason.EOS);
    assertThat(taken()).isEqualTo(Arrays.copyOf(ids, place));
  }

  @Test
  void sink_thatWantsNoMore_stopsAtOnce() {
    DecodeLoop loop = loop(512);
    DecodeResult result =
        loop.generate(
            loop.newState(),
            PROMPT,
            DecodeRequest.greedy(100),
            (id, scores) -> taken.add(id) && taken.size() < 3,
            NONE);
    assertThat(result.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(result.completionTokens()).isEqualTo(3);
    assertThat(graph.runs).hasValue(3);
  }

  @Test
  void sink_thatThrows_leavesTheStateUsable() {
    DecodeLoop loop = loop(512);
    DecodeState state = loop.newState();
    assertThatThrownBy(
            () ->
                loop.generate(
                    state,
                    PROMPT,
                    DecodeRequest.greedy(9),
                    (id, scores) -> {
                      throw new IllegalArgumentException("mine");
                    },
                    NONE))
        .hasMessage("mine");
    generate(loop, state, PROMPT, 9);
    assertThat(taken()).isEqualTo(FakeDecoder.greedy(PROMPT, 9));
  }

  @Test
  void sink_thatGeneratesWithTheSameState_isRefused() {
    DecodeLoop loop = loop(512);
    DecodeState state = loop.newState();
    assertThatThrownBy(
            () ->
                loop.generate(
                    state,
                    PROMPT,
                    DecodeRequest.greedy(9),
                    (id, scores) -> generate(loop, state, PROMPT, 1) == null,
                    NONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use");
  }

  @Test
  void maxNewTokens_ofNoneOrOne_isKept() {
    DecodeLoop loop = loop(512);
    DecodeState state = loop.newState();
    DecodeResult none = generate(loop, state, PROMPT, 0);
    assertThat(none.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(none.completionTokens()).isZero();
    assertThat(state.length()).isEqualTo(PROMPT.length);
    DecodeResult one = generate(loop, state, PROMPT, 1);
    assertThat(one.completionTokens()).isEqualTo(1);
    assertThat(one.cachedTokens()).isEqualTo(PROMPT.length - 1);
  }

  @Test
  void context_thatIsFull_endsWithLength() {
    DecodeLoop loop = loop(PROMPT.length + 5);
    DecodeResult result = generate(loop, loop.newState(), PROMPT, 100);
    assertThat(result.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(result.completionTokens()).isEqualTo(5);
    assertThat(taken()).isEqualTo(FakeDecoder.greedy(PROMPT, 5));
  }

  @Test
  void context_thatThePromptFills_givesNoToken() {
    DecodeLoop loop = loop(PROMPT.length);
    DecodeResult result = generate(loop, loop.newState(), PROMPT, 100);
    assertThat(result.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(result.completionTokens()).isZero();
  }

  @Test
  void state_ofAnotherLoop_isRefused() {
    DecodeLoop loop = loop(64);
    assertThatThrownBy(() -> generate(loop, loop(64).newState(), PROMPT, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another decode loop");
  }

  @Test
  void prompt_longerThanTheContext_namesBothNumbers() {
    DecodeLoop loop = loop(6);
    assertThatThrownBy(() -> generate(loop, loop.newState(), PROMPT, 1))
        .isInstanceOf(EngineException.Run.class)
        .hasMessageContaining("7 tokens")
        .hasMessageContaining("takes 6")
        .hasMessageContaining("contextLength");
  }

  @Test
  void prompt_emptyOrNegative_isRefused() {
    DecodeLoop loop = loop(64);
    assertThatThrownBy(() -> generate(loop, loop.newState(), new int[0], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no tokens");
    assertThatThrownBy(() -> generate(loop, loop.newState(), new int[] {4, -1}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("prompt[1] is -1");
  }

  @Test
  void sampled_withASeed_isTheSameTextAgainAndAnother() {
    DecodeLoop loop = loop(512);
    List<int[]> texts = new ArrayList<>();
    for (long seed : new long[] {1, 1, 2}) {
      taken.clear();
      SamplingOptions sampling = SamplingOptions.defaults().withTemperature(1).withSeed(seed);
      loop.generate(
          loop.newState(), PROMPT, DecodeRequest.greedy(30).withSampling(sampling), sink, NONE);
      texts.add(taken());
    }
    assertThat(texts.get(1)).isEqualTo(texts.get(0));
    assertThat(texts.get(2)).isNotEqualTo(texts.get(0));
  }

  @Test
  void repetitionPenalty_coversPromptAndNewText() {
    DecodeLoop loop = loop(512);
    SamplingOptions sampling = SamplingOptions.defaults().withNoRepeatNgramSize(1);
    loop.generate(
        loop.newState(), PROMPT, DecodeRequest.greedy(50).withSampling(sampling), sink, NONE);
    assertThat(taken).hasSize(50).doesNotHaveDuplicates().doesNotContain(5, 17, 3, 44, 9, 21);
  }

  @Test
  void scores_ofGreedyTokens_areTheLikeliest() {
    DecodeLoop loop = loop(512);
    loop.generate(
        loop.newState(),
        PROMPT,
        DecodeRequest.greedy(8).withTopLogprobs(3),
        (id, scores) -> {
          assertThat(scores.count()).isEqualTo(3);
          assertThat(scores.id(0)).isEqualTo(id);
          assertThat(scores.logprob(0)).isEqualTo(scores.logprob()).isNegative();
          assertThat(scores.logprob(1)).isLessThanOrEqualTo(scores.logprob(0));
          assertThat(scores.logprob(2)).isLessThanOrEqualTo(scores.logprob(1));
          return taken.add(id);
        },
        NONE);
    assertThat(taken).hasSize(8);
  }

  @Test
  void scores_underPenalties_areTheModelsOwn() {
    DecodeLoop loop = loop(512);
    int first = FakeDecoder.greedy(PROMPT, 1)[0];
    float[] raw = new float[1];
    loop.generate(
        loop.newState(),
        PROMPT,
        DecodeRequest.greedy(1),
        (id, scores) -> {
          raw[0] = scores.logprob();
          return true;
        },
        NONE);
    loop.generate(
        loop.newState(),
        PROMPT,
        DecodeRequest.greedy(1)
            .withTopLogprobs(1)
            .withSampling(SamplingOptions.defaults().withSuppressedIds(Set.of(first))),
        (id, scores) -> {
          assertThat(id).isNotEqualTo(first);
          assertThat(scores.id(0)).isEqualTo(first);
          assertThat(scores.logprob(0)).isCloseTo(raw[0], within(0f));
          return true;
        },
        NONE);
  }

  static int[] concat(int[] a, int[] b) {
    int[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
