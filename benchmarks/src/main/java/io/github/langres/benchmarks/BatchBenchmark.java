package io.github.langres.benchmarks;

import io.github.langres.engine.batch.BatchLimits;
import io.github.langres.engine.batch.BatchPlan;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Planning of 1,000 rows with the spread of natural French texts: p50 46 tokens, p90 213. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class BatchBenchmark {
  private int[] lengths;

  @Setup
  public void draw() {
    Random random = new Random(1);
    lengths = random.ints(1000).map(i -> length(random)).toArray();
  }

  private static int length(Random random) {
    return (int) Math.min(256, Math.max(4, Math.exp(3.83 + 1.2 * random.nextGaussian())));
  }

  @Benchmark
  public BatchPlan plan1000Rows() {
    return BatchPlan.plan(lengths, BatchLimits.ofTokens(1024));
  }
}
