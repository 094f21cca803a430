package io.github.langres.benchmarks;

import io.github.langres.engine.sample.LogProbabilities;
import io.github.langres.engine.sample.Sampler;
import io.github.langres.engine.sample.SamplingOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Choosing one token of 49,152 out of a direct buffer, behind 1,000 others. A step of a model of
 * 360 million parameters takes about 10,000 microseconds. With {@code -prof gc}: nothing is
 * allocated a token, the doubling of the history aside.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class SamplerBenchmark {
  private static final int VOCABULARY = 49_152;

  @Param({"greedy", "repetition", "ngram", "top-k", "top-p", "min-p", "all", "full"})
  private String chain;

  private final Sampler sampler = new Sampler();
  private final LogProbabilities probabilities = new LogProbabilities();
  private SamplingOptions options;
  private FloatBuffer logits;
  private int[] prompt;
  private int steps;

  @Setup
  public void prepare() {
    Random random = new Random(1);
    logits =
        ByteBuffer.allocateDirect(VOCABULARY * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < VOCABULARY; i++) {
      logits.put(i, (float) random.nextGaussian() * 3);
    }
    prompt = random.ints(1000, 0, VOCABULARY).toArray();
    SamplingOptions draw = SamplingOptions.defaults().withTemperature(0.8f);
    options =
        switch (chain) {
          case "greedy" -> SamplingOptions.defaults();
          case "repetition" -> SamplingOptions.defaults().withRepetitionPenalty(1.1f);
          case "ngram" -> SamplingOptions.defaults().withNoRepeatNgramSize(3);
          case "top-k" -> draw.withTopK(50);
          case "top-p" -> draw.withTopP(0.9f);
          case "min-p" -> draw.withMinP(0.05f);
          case "all" ->
              draw.withTopK(50).withTopP(0.9f).withMinP(0.05f).withRepetitionPenalty(1.1f);
          case "full" -> draw;
          default -> throw new IllegalArgumentException(chain);
        };
    steps = 0;
  }

  @Benchmark
  public int next() {
    // A text of a thousand tokens, then the next: the history stays of one size.
    if (steps++ % 1000 == 0) {
      sampler.begin(options, prompt);
    }
    return sampler.next(logits);
  }

  @Benchmark
  public float logprobs() {
    probabilities.read(logits, 5);
    return probabilities.of(7);
  }
}
