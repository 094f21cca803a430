package io.github.langres.benchmarks;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphOptions;
import io.github.langres.engine.generate.DecodeLoop;
import io.github.langres.engine.generate.DecodeOptions;
import io.github.langres.engine.generate.DecodeRequest;
import io.github.langres.engine.generate.DecodeResult;
import io.github.langres.engine.generate.DecodeState;
import io.github.langres.engine.onnx.OnnxGraphs;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One token of the decode loop, on a graph with the tensors of a 32-layer model and hardly any
 * arithmetic: what the loop, the sampler and the runtime's call cost. With {@code -prof gc}: what
 * is allocated a token is ONNX Runtime's own, arrays and a map of all tensors a run (about 170
 * bytes a layer, and 400), and 64 bytes for a cancellation.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class DecodeStepBenchmark {
  private static final int TOKENS = 128;

  @Param({"1", "32"})
  private int layers;

  @Param({"false", "true"})
  private boolean cancellable;

  private final int[] prompt = {1, 2, 3, 4};
  private Graph graph;
  private DecodeLoop loop;
  private DecodeState state;
  private Cancellation cancellation;

  @Setup
  public void open() {
    graph =
        OnnxGraphs.open(
            StandInDecoder.graph(layers, 49_152), GraphOptions.defaults().withThreads(1));
    loop = new DecodeLoop(graph, DecodeOptions.of(512));
    state = loop.newState();
    cancellation = cancellable ? new Cancellation() : Cancellation.NONE;
  }

  @TearDown
  public void close() {
    loop.close();
    graph.close();
  }

  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public DecodeResult step() {
    DecodeRequest request = DecodeRequest.greedy(TOKENS);
    return loop.generate(state, prompt, request, (id, scores) -> true, cancellation);
  }
}
