package io.github.langres.models.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every decoder against transformers in float32, with the faults that such tests must see. */
class DecoderGoldenTest {
  private static final double TOLERANCE = 1e-4;
  private static final double FAULT = 100 * TOLERANCE;

  static List<DecoderGolden> goldens() {
    return DecoderGolden.all();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void wholePrompt_matchesTransformers(DecoderGolden golden) {
    try (DecoderRuns runs = golden.open(DecoderOptions.defaults().withAllLogits())) {
      runs.scramble();
      assertThat(Runs.maxDifference(runs.run(0, golden.prompt()), golden.logits()))
          .isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void stepByStep_matchesTransformers(DecoderGolden golden) {
    try (DecoderRuns runs = golden.open(DecoderOptions.defaults())) {
      runs.scramble();
      for (int i = 0; i < golden.prompt().length; i++) {
        assertThat(Runs.maxDifference(runs.run(i, golden.prompt()[i]), expected(golden, i)))
            .as("token %s", i)
            .isLessThan(TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void promptInChunks_matchesTransformers(DecoderGolden golden) {
    int[] prompt = golden.prompt();
    try (DecoderRuns runs = golden.open(DecoderOptions.defaults())) {
      runs.scramble();
      runs.run(0, Arrays.copyOfRange(prompt, 0, 7));
      runs.run(7, Arrays.copyOfRange(prompt, 7, 16));
      float[] logits = runs.run(16, Arrays.copyOfRange(prompt, 16, prompt.length));
      assertThat(Runs.maxDifference(logits, expected(golden, prompt.length - 1)))
          .isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void greedy_equalsTransformersFor64Steps(DecoderGolden golden) {
    try (DecoderRuns runs = golden.open(DecoderOptions.defaults())) {
      runs.scramble();
      int[] ids = new int[golden.greedy().length];
      float[] logits = runs.run(0, golden.prompt());
      for (int i = 0; i < ids.length; i++) {
        ids[i] = DecoderRuns.argmax(logits);
        logits = runs.run(golden.prompt().length + i, ids[i]);
      }
      assertThat(ids).containsExactly(golden.greedy()).hasSize(64);
    }
  }

  /** Rows of different lengths, filled one by one in their slices, then stepped together. */
  @ParameterizedTest
  @MethodSource("goldens")
  void rowsOfDifferentLengths_stepTogether(DecoderGolden golden) {
    int[] prompt = golden.prompt();
    try (DecoderRuns runs = golden.open(DecoderOptions.defaults())) {
      runs.scramble();
      runs.runRow(0, 0, Arrays.copyOf(prompt, 15));
      runs.runRow(1, 0, Arrays.copyOf(prompt, 6));
      for (int i = 0; i < 3; i++) {
        float[] logits = runs.step(new int[] {15 + i, 6 + i}, prompt[15 + i], prompt[6 + i]);
        int half = logits.length / 2;
        assertThat(Runs.maxDifference(Arrays.copyOf(logits, half), expected(golden, 15 + i)))
            .isLessThan(TOLERANCE);
        assertThat(
                Runs.maxDifference(
                    Arrays.copyOfRange(logits, half, 2 * half), expected(golden, 6 + i)))
            .isLessThan(TOLERANCE);
      }
    }
  }

  /** The last steps of a long text equal what one run over the whole text gives. */
  @ParameterizedTest
  @MethodSource("goldens")
  void lastSteps_equalFullRecompute(DecoderGolden golden) {
    int[] ids = Arrays.copyOf(golden.prompt(), golden.prompt().length + 60);
    System.arraycopy(golden.greedy(), 0, ids, golden.prompt().length, 60);
    int vocabulary = golden.logits().length / golden.prompt().length;
    try (DecoderRuns whole = golden.open(DecoderOptions.defaults().withAllLogits());
        DecoderRuns runs = golden.open(DecoderOptions.defaults())) {
      float[] all = whole.run(0, ids);
      runs.run(0, golden.prompt());
      for (int i = golden.prompt().length; i < ids.length; i++) {
        float[] expected = Arrays.copyOfRange(all, i * vocabulary, (i + 1) * vocabulary);
        assertThat(Runs.maxDifference(runs.run(i, ids[i]), expected))
            .as("token %s", i)
            .isLessThan(TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void control_earlyTokenChanged_isSeen(DecoderGolden golden) {
    try (DecoderRuns runs = golden.open(DecoderOptions.defaults())) {
      int[] ids = golden.prompt().clone();
      ids[golden.changed()] = golden.changedTo();
      assertFault(golden, "earlyToken", runs.run(0, ids));
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void control_pastLengthOneTooSmall_isSeen(DecoderGolden golden) {
    int last = golden.prompt().length - 1;
    try (DecoderRuns runs = golden.open(DecoderOptions.defaults())) {
      runs.run(0, Arrays.copyOf(golden.prompt(), last));
      assertFault(golden, "pastShort", runs.run(last - 1, golden.prompt()[last]));
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void control_slotZeroed_isSeen(DecoderGolden golden) {
    int last = golden.prompt().length - 1;
    try (DecoderRuns runs = golden.open(DecoderOptions.defaults())) {
      runs.run(0, Arrays.copyOf(golden.prompt(), last));
      runs.zeroSlot(0, last - 2);
      assertFault(golden, "slotZeroed", runs.run(last, golden.prompt()[last]));
    }
  }

  /** The fault moves the logits far, and exactly as far as it does in transformers. */
  private static void assertFault(DecoderGolden golden, String fault, float[] logits) {
    double moved = Runs.maxDifference(logits, expected(golden, golden.prompt().length - 1));
    assertThat(moved).as(fault).isGreaterThan(FAULT);
    double there = golden.control().numberOr(fault, 0);
    assertThat(moved).as(fault).isCloseTo(there, within(2 * TOLERANCE + there * 1e-3));
  }

  private static float[] expected(DecoderGolden golden, int token) {
    int vocabulary = golden.logits().length / golden.prompt().length;
    return Arrays.copyOfRange(golden.logits(), token * vocabulary, (token + 1) * vocabulary);
  }
}
