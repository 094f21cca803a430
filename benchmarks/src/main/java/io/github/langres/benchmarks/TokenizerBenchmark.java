package io.github.langres.benchmarks;

import io.github.langres.models.ModelOpener;
import io.github.langres.models.ModelSource;
import io.github.langres.tokenizer.Encoding;
import io.github.langres.tokenizer.Tokenizer;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Tokenization of French titles: one, a pair, 256 at once with ids alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class TokenizerBenchmark {
  private Tokenizer tokenizer;
  private List<String> texts;

  @Setup
  public void open() {
    tokenizer = ModelOpener.get().openTokenizer(ModelSource.bundled("fr-mini-encoder"));
    texts = Titles.first(256);
  }

  @TearDown
  public void close() {
    tokenizer.close();
  }

  @Benchmark
  public Encoding one() {
    return tokenizer.encode(texts.get(0));
  }

  @Benchmark
  public Encoding pair() {
    return tokenizer.encode(texts.get(0), texts.get(1));
  }

  @Benchmark
  public int[][] batchOf256() {
    return tokenizer.encodeIds(texts);
  }
}
