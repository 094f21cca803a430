package io.github.langres.benchmarks;

import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelSource;
import io.github.langres.models.Precision;
import io.github.langres.models.TextEmbedder;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Embedding with the bundled encoder: one title, and 64 in one call. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class EncodeBenchmark {
  @Param({"fp32", "int8", "int8-reproducible"})
  private String precision;

  private TextEmbedder embedder;
  private List<String> texts;

  @Setup
  public void open() {
    embedder =
        TextEmbedder.open(
            ModelSource.bundled("fr-mini-encoder"),
            ModelOptions.defaults().withPrecision(Precision.parse(precision)));
    texts = Titles.first(64);
  }

  @TearDown
  public void close() {
    embedder.close();
  }

  @Benchmark
  public float[] one() {
    return embedder.embed(texts.get(0));
  }

  @Benchmark
  public float[][] batchOf64() {
    return embedder.embed(texts);
  }
}
