package io.github.langres.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.ElementType;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.GraphSignature;
import io.github.langres.engine.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs of every known form give the same ids; others are refused with the reason. */
class DecoderLayoutTest {
  private static final int[] PROMPT = {5, 17, 3, 44, 9, 9, 21};

  static Stream<FakeDecoder.Form> forms() {
    FakeDecoder.Form ours = FakeDecoder.Form.NATIVE;
    FakeDecoder.Form optimum = FakeDecoder.Form.OPTIMUM;
    FakeDecoder.Form genai = FakeDecoder.Form.GENAI;
    ElementType f16 = ElementType.FLOAT16;
    ElementType f32 = ElementType.FLOAT32;
    return Stream.of(
        ours,
        ours.with(ElementType.INT32, ElementType.INT8, f32),
        ours.with(ElementType.INT64, f32, ElementType.BFLOAT16),
        optimum,
        optimum.with(false, false, true),
        optimum.with(true, true, true),
        optimum.with(false, true, false),
        optimum.with(true, false, false),
        optimum.with(ElementType.INT32, f16, f16),
        genai,
        genai.with(true, false, true),
        genai.with(ElementType.INT32, f32, f32));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void generate_onEveryForm_keepsTheCacheRight(FakeDecoder.Form form) {
    FakeDecoder graph = new FakeDecoder(form);
    DecodeOptions options =
        DecodeOptions.of(512).withPrefillChunk(3).withSharedCache(form.shared());
    try (DecodeLoop loop = new DecodeLoop(graph, options)) {
      DecodeState state = loop.newState();
      requireGreedy(loop, state, PROMPT, 100);
      // A chat's next turn, then another second half, then a short prompt.
      int[] longer = DecodeLoopTest.concat(PROMPT, FakeDecoder.greedy(PROMPT, 50));
      requireGreedy(loop, state, DecodeLoopTest.concat(longer, new int[] {1, 2}), 9);
      int[] other = longer.clone();
      other[20] = 60;
      requireGreedy(loop, state, other, 9);
      requireGreedy(loop, state, Arrays.copyOf(PROMPT, 2), 9);
    }
    assertThat(graph.openRuns).hasValue(0);
  }

  /** Any order of prompts, lengths and cancellations: the state never forgets what it holds. */
  @ParameterizedTest
  @MethodSource("forms")
  void generate_atRandomOnOneState_keepsTheCacheRight(FakeDecoder.Form form) {
    Random random = new Random(form.toString().hashCode());
    FakeDecoder graph = new FakeDecoder(form);
    DecodeOptions options =
        DecodeOptions.of(200).withPrefillChunk(5).withSharedCache(form.shared());
    try (DecodeLoop loop = new DecodeLoop(graph, options)) {
      DecodeState state = loop.newState();
      int[] last = PROMPT;
      for (int round = 0; round < 60; round++) {
        int kept = random.nextInt(last.length + 1);
        int[] tail = random.ints(1 + random.nextInt(30), 0, 61).toArray();
        int[] prompt = DecodeLoopTest.concat(Arrays.copyOf(last, kept), tail);
        prompt = prompt.length > 150 ? Arrays.copyOf(prompt, 20) : prompt;
        if (random.nextInt(3) == 0) {
          cancelled(graph, loop, state, prompt, random.nextInt(12));
        }
        int count = random.nextInt(40);
        requireGreedy(loop, state, prompt, count);
        last = DecodeLoopTest.concat(prompt, FakeDecoder.greedy(prompt, count));
      }
    }
  }

  private static void cancelled(
      FakeDecoder graph, DecodeLoop loop, DecodeState state, int[] prompt, int runs) {
    Cancellation cancellation = new Cancellation();
    int end = graph.runs.get() + runs;
    graph.beforeRun =
        unused -> {
          if (graph.runs.get() == end) {
            cancellation.cancel();
          }
        };
    loop.generate(state, prompt, DecodeRequest.greedy(9), (id, scores) -> true, cancellation);
    graph.beforeRun = unused -> {};
  }

  private static void requireGreedy(DecodeLoop loop, DecodeState state, int[] prompt, int count) {
    List<Integer> taken = new ArrayList<>();
    loop.generate(
        state,
        prompt,
        DecodeRequest.greedy(count),
        (id, scores) -> taken.add(id),
        Cancellation.NONE);
    assertThat(taken.stream().mapToInt(Integer::intValue).toArray())
        .isEqualTo(FakeDecoder.greedy(prompt, count));
  }

  @Test
  void logits_ofAllPositions_shortenTheChunk() {
    GraphSignature wide =
        edit(
            FakeDecoder.Form.OPTIMUM,
            spec -> spec.name().equals("logits"),
            FakeDecoder.spec("logits", ElementType.FLOAT32, "b", "s", "1000000"));
    DecoderLayout layout = DecoderLayout.of(wide, false);
    assertThat(layout.vocabulary()).isEqualTo(1_000_000);
    assertThat(layout.lastOnly()).isFalse();
    // 64 MiB of logits.
    assertThat(layout.chunk(512, 0)).isEqualTo(16);
    assertThat(layout.chunk(4, 0)).isEqualTo(4);
  }

  @Test
  void encoder_isNoDecoder() {
    GraphSignature encoder =
        new GraphSignature(
            List.of(FakeDecoder.spec("input_ids", ElementType.INT64, "b", "s")),
            List.of(FakeDecoder.spec("logits", ElementType.FLOAT32, "b", "s", "9")));
    requireRefused(encoder, "past_key_values.N.key", "input_ids", "with past");
  }

  @Test
  void faultySignatures_areRefusedWithTheirReason() {
    FakeDecoder.Form form = FakeDecoder.Form.OPTIMUM;
    requireRefused(edit(form, spec -> spec.name().equals("logits"), null), "no output \"logits\"");
    requireRefused(
        edit(form, spec -> spec.name().equals("present.1.value"), null),
        "past_key_values.1.value",
        "present.1.value");
    requireRefused(
        edit(
            form,
            spec -> spec.name().equals("past_key_values.0.key"),
            FakeDecoder.spec("past_key_values.0.key", ElementType.FLOAT32, "b", "h", "p", "2")),
        "numbers for heads and size");
    requireRefused(
        edit(
            form,
            spec -> spec.name().equals("past_key_values.0.key"),
            FakeDecoder.spec("past_key_values.0.key", ElementType.FLOAT16, "b", "3", "p", "2")),
        "one type");
    requireRefused(
        edit(
            form,
            spec -> spec.name().equals("input_ids"),
            FakeDecoder.spec("input_ids", ElementType.FLOAT32, "b", "s")),
        "input_ids",
        "INT64 or INT32");
    requireRefused(
        edit(
            form,
            spec -> spec.name().equals("position_ids"),
            FakeDecoder.spec("block_table", ElementType.INT64, "b", "s")),
        "block_table");
    requireRefused(
        edit(form, spec -> spec.name().equals("attention_mask"), null), "attention_mask");
  }

  @Test
  void useCacheBranch_withASharedCache_isRefused() {
    GraphSignature signature =
        new FakeDecoder(FakeDecoder.Form.OPTIMUM.with(true, true, true)).signature();
    assertThatThrownBy(() -> DecoderLayout.of(signature, true))
        .isInstanceOf(EngineException.Load.class)
        .hasMessageContaining("sharedCache");
  }

  @Test
  void slab_above2GiB_isRefusedWithWhatToTurn() {
    GraphSignature wide =
        edit(
            FakeDecoder.Form.NATIVE,
            spec -> spec.name().equals("past_key_values.0.key"),
            FakeDecoder.spec(
                "past_key_values.0.key", ElementType.FLOAT32, "b", "1000", "p", "1000"));
    DecoderLayout layout = DecoderLayout.of(wide, false);
    SharedCache cache = new SharedCache(layout, 2, 100_000);
    assertThatThrownBy(() -> cache.reserve(300))
        .isInstanceOf(EngineException.Run.class)
        .hasMessageContaining("300 tokens")
        .hasMessageContaining("contextLength");
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void capacity_grows_inStepsAndWithinItsLimits() {
    assertThat(KvCache.grown(0, 1, 4096)).isEqualTo(64);
    assertThat(KvCache.grown(64, 65, 4096)).isEqualTo(128);
    assertThat(KvCache.grown(128, 1000, 4096)).isEqualTo(1024);
    assertThat(KvCache.grown(4000, 4001, 4096)).isEqualTo(4096);
    assertThat(KvCache.grown(0, 10, 12)).isEqualTo(12);
  }

  private static void requireRefused(GraphSignature signature, String... parts) {
    assertThatThrownBy(() -> DecoderLayout.of(signature, false))
        .isInstanceOf(EngineException.Load.class)
        .hasMessageContainingAll(parts);
  }

  private static GraphSignature edit(
      FakeDecoder.Form form,
      java.util.function.Predicate<TensorSpec> which,
      @org.jspecify.annotations.Nullable TensorSpec replacement) {
    GraphSignature signature = new FakeDecoder(form).signature();
    return new GraphSignature(
        edit(signature.inputs(), which, replacement),
        edit(signature.outputs(), which, replacement));
  }

  private static List<TensorSpec> edit(
      List<TensorSpec> specs,
      java.util.function.Predicate<TensorSpec> which,
      @org.jspecify.annotations.Nullable TensorSpec replacement) {
    List<TensorSpec> edited = new ArrayList<>();
    for (TensorSpec spec : specs) {
      if (!which.test(spec)) {
        edited.add(spec);
      } else if (replacement != null) {
        edited.add(replacement);
      }
    }
    return edited;
  }
}
