package io.github.langres.engine.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.langres.engine.EngineException;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
  private static final SamplingOptions DRAW = SamplingOptions.defaults().withTemperature(1);

  private final Sampler sampler = new Sampler();

  @Test
  void greedy_amongEquals_takesTheLowestId() {
    assertThat(greedy(1, 5, 5, -3)).isEqualTo(1);
    assertThat(greedy(-0.0f, 0.0f)).isZero();
    float[] many = new float[5000];
    many[4999] = 1;
    many[1025] = 1;
    assertThat(greedy(many)).isEqualTo(1025);
  }

  @Test
  void greedy_overAnyLength_equalsAPlainSearch() {
    Random random = new Random(3);
    for (int size = 1; size < 2200; size += 37) {
      float[] values = new float[size];
      int best = 0;
      for (int i = 0; i < size; i++) {
        values[i] = random.nextInt(50) - 60;
        best = values[i] > values[best] ? i : best;
      }
      assertThat(greedy(values)).isEqualTo(best);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 1030, 1999})
  void logits_withNaN_areAnError(int place) {
    float[] values = new float[2000];
    values[7] = 4;
    values[place] = Float.NaN;
    for (SamplingOptions options : new SamplingOptions[] {SamplingOptions.defaults(), DRAW}) {
      sampler.begin(options, new int[0]);
      assertThatThrownBy(() -> sampler.next(FloatBuffer.wrap(values)))
          .isInstanceOf(EngineException.Run.class)
          .hasMessageContaining("NaN");
    }
  }

  @Test
  void logits_withInfinity_areAnError() {
    assertThatThrownBy(() -> greedy(1, Float.POSITIVE_INFINITY))
        .isInstanceOf(EngineException.Run.class)
        .hasMessageContaining("Infinity");
  }

  @Test
  void logits_ofWhichNoneIsLeft_areAnError() {
    sampler.begin(DRAW.withSuppressedIds(Set.of(0, 1)), new int[0]);
    assertThatThrownBy(() -> sampler.next(FloatBuffer.wrap(new float[2])))
        .isInstanceOf(EngineException.Run.class)
        .hasMessageContaining("suppressedIds");
  }

  @Test
  void suppressedIds_outsideTheVocabulary_areIgnored() {
    sampler.begin(SamplingOptions.defaults().withSuppressedIds(Set.of(1, 99, -1)), new int[0]);
    assertThat(sampler.next(FloatBuffer.wrap(new float[] {0, 9, 1}))).isEqualTo(2);
  }

  @Test
  void logitBias_movesALogit_andNamesAnIdThatIsNotThere() {
    sampler.begin(SamplingOptions.defaults().withLogitBias(Map.of(2, 1.5f)), new int[0]);
    assertThat(sampler.next(FloatBuffer.wrap(new float[] {1, 0, 0}))).isEqualTo(2);
    assertThatThrownBy(() -> sampler.next(FloatBuffer.wrap(new float[] {1, 0})))
        .isInstanceOf(EngineException.Run.class)
        .hasMessageContaining("token id 2")
        .hasMessageContaining("below 2");
  }

  /** mu[j] - c[j] * frequency - (c[j] > 0) * presence, over new ids only. */
  @Test
  void presenceAndFrequencyPenalty_asOpenAiDefinesThem_countTheNewTextOnly() {
    float[] values = {2.0f, 1.9f, 1.0f};
    sampler.begin(
        SamplingOptions.defaults().withPresencePenalty(0.25f).withFrequencyPenalty(0.5f),
        new int[] {0, 0, 0, 0});
    int[] chosen = new int[6];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = sampler.next(FloatBuffer.wrap(values));
    }
    // 2.0 | 1.25 1.9 | 1.25 1.15 1.0 | .75 1.15 | .75 .65 1.0 | .75 .65 .25
    assertThat(chosen).containsExactly(0, 1, 0, 1, 2, 0);
  }

  @Test
  void repetitionPenalty_coversThePromptAndIdsOutsideOfTheLogits() {
    sampler.begin(SamplingOptions.defaults().withRepetitionPenalty(2), new int[] {0, 900});
    assertThat(sampler.next(FloatBuffer.wrap(new float[] {1.5f, 1, -3}))).isEqualTo(1);
    assertThat(sampler.next(FloatBuffer.wrap(new float[] {1.5f, 1, -3}))).isZero();
  }

  @Test
  void begin_again_forgetsTheTextBefore() {
    SamplingOptions options = SamplingOptions.defaults().withFrequencyPenalty(1);
    FloatBuffer logits = FloatBuffer.wrap(new float[] {1, 0.5f, 0.4f});
    sampler.begin(options, new int[0]);
    int[] first = {sampler.next(logits), sampler.next(logits), sampler.next(logits)};
    sampler.begin(options, new int[0]);
    int[] second = {sampler.next(logits), sampler.next(logits), sampler.next(logits)};
    assertThat(first).containsExactly(0, 1, 2);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void next_overAPartOfABuffer_leavesTheBufferAsItIs() {
    FloatBuffer logits = FloatBuffer.wrap(new float[] {9, 0, 1, 9}).position(1).limit(3);
    assertThat(greedy(logits)).isEqualTo(1);
    assertThat(logits.position()).isEqualTo(1);
    assertThat(logits.limit()).isEqualTo(3);
  }

  @Test
  void seed_theSame_drawsTheSameIdsForEver() {
    FloatBuffer logits = FloatBuffer.wrap(new float[] {0, 0.5f, 1, 0.2f, -1, 0.7f, 0.1f, 0.3f});
    // Written down once: another generator would change every seeded text.
    assertThat(draws(logits, DRAW.withSeed(42), 12)).containsExactly(SEED_42);
    assertThat(draws(logits, DRAW.withSeed(42), 12)).containsExactly(SEED_42);
    assertThat(draws(logits, DRAW.withSeed(43), 12)).isNotEqualTo(SEED_42);
  }

  private static final int[] SEED_42 = {5, 1, 2, 2, 0, 6, 1, 6, 2, 5, 1, 3};

  @Test
  void random_fromSeedZero_isSplitMix64() {
    long state = StableMath.nextState(0);
    assertThat(StableMath.unit(state)).isEqualTo((0xe220a8397b1dcdafL >>> 11) * 0x1p-53);
    assertThat(StableMath.unit(StableMath.nextState(state)))
        .isEqualTo((0x6e789e6aa1b965f4L >>> 11) * 0x1p-53);
  }

  /** Pearson's chi-square with 15 degrees of freedom; 37.7 is the 0.1 % point. */
  @Test
  void draws_ofAFixedSeed_followTheDistribution() {
    Random random = new Random(5);
    float[] values = new float[16];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    int rounds = 40_000;
    int[] counts = new int[values.length];
    sampler.begin(DRAW.withTemperature(0.8f).withSeed(9), new int[0]);
    for (int i = 0; i < rounds; i++) {
      counts[sampler.next(FloatBuffer.wrap(values))]++;
    }
    double total = 0;
    for (float value : values) {
      total += Math.exp(value / 0.8);
    }
    double chiSquare = 0;
    double chiSquareOfWrong = 0;
    for (int i = 0; i < values.length; i++) {
      double expected = rounds * Math.exp(values[i] / 0.8) / total;
      chiSquare += Math.pow(counts[i] - expected, 2) / expected;
      double shifted = rounds * Math.exp(values[(i + 1) % 16] / 0.8) / total;
      chiSquareOfWrong += Math.pow(counts[i] - shifted, 2) / shifted;
    }
    assertThat(chiSquare).isLessThan(37.7);
    assertThat(chiSquareOfWrong).isGreaterThan(1000);
  }

  @Test
  void topP_overManyIds_keepsWhatAFullSortKeeps() {
    Random random = new Random(8);
    for (float p : new float[] {0.05f, 0.5f, 0.9f, 0.99f}) {
      for (float spread : new float[] {0.01f, 1, 6}) {
        float[] values = new float[3000];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) random.nextGaussian() * spread;
        }
        Candidates candidates = new Candidates();
        candidates.select(values.clone(), values.length, DRAW.withTopP(p));
        assertThat(SamplerGoldenTest.probabilities(candidates).keySet())
            .isEqualTo(bySorting(values, p));
      }
    }
  }

  private static Set<Integer> bySorting(float[] values, float p) {
    Integer[] order = new Integer[values.length];
    double total = 0;
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
      total += Math.exp(values[i]);
    }
    java.util.Arrays.sort(order, (a, b) -> Float.compare(values[b], values[a]));
    Set<Integer> kept = new TreeSet<>();
    double rest = 1;
    for (int i = 0; i < order.length && (i == 0 || rest > 1 - (double) p); i++) {
      kept.add(order[i]);
      rest -= Math.exp(values[order[i]]) / total;
    }
    return kept;
  }

  @Test
  void exp_ofNegativeNumbers_isExactToElevenDigits() {
    for (double x = 0; x > -690; x -= 0.37) {
      assertThat(StableMath.exp(x) / Math.exp(x)).isCloseTo(1, within(1e-11));
    }
    assertThat(StableMath.exp(-1e9)).isZero();
  }

  @Test
  void options_outOfRange_areRefusedWithTheirName() {
    SamplingOptions good = SamplingOptions.defaults();
    assertThatThrownBy(() -> good.withTemperature(-1)).hasMessageContaining("temperature");
    assertThatThrownBy(() -> good.withTemperature(Float.NaN)).hasMessageContaining("temperature");
    assertThatThrownBy(() -> good.withTemperature(1e-7f)).hasMessageContaining("0.001");
    assertThatThrownBy(() -> good.withTopK(-1)).hasMessageContaining("topK");
    assertThatThrownBy(() -> good.withTopP(0)).hasMessageContaining("topP");
    assertThatThrownBy(() -> good.withTopP(1.1f)).hasMessageContaining("topP");
    assertThatThrownBy(() -> good.withMinP(2)).hasMessageContaining("minP");
    assertThatThrownBy(() -> good.withRepetitionPenalty(0)).hasMessageContaining("repetition");
    assertThatThrownBy(() -> good.withNoRepeatNgramSize(-2)).hasMessageContaining("Ngram");
    assertThatThrownBy(() -> good.withLogitBias(Map.of(-1, 0f))).hasMessageContaining("logitBias");
    assertThatThrownBy(() -> good.withLogitBias(Map.of(1, Float.NaN)))
        .hasMessageContaining("logitBias");
  }

  private int greedy(float... values) {
    return greedy(FloatBuffer.wrap(values));
  }

  private int greedy(FloatBuffer logits) {
    sampler.begin(SamplingOptions.defaults(), new int[0]);
    return sampler.next(logits);
  }

  private int[] draws(FloatBuffer logits, SamplingOptions options, int count) {
    sampler.begin(options, new int[0]);
    int[] ids = new int[count];
    for (int i = 0; i < count; i++) {
      ids[i] = sampler.next(logits);
    }
    return ids;
  }
}
