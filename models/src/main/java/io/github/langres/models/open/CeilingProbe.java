package io.github.langres.models.open;

import io.github.langres.engine.Cancellation;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphOptions;
import io.github.langres.engine.GraphRun;
import io.github.langres.engine.GraphSource;
import io.github.langres.engine.onnx.OnnxGraphs;
import io.github.langres.models.MachineCeilings;
import io.github.langres.models.graph.ProductGraphs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Measures what the machine reaches at best: the best of several runs of the plainest work. */
final class CeilingProbe {
  private static final int ROWS = 1024;
  private static final int SIZE = 2048;
  private static final int RUNS = 12;

  /** Far beyond any cache, twice a thread. */
  private static final int READ_LONGS = 1 << 23;

  private CeilingProbe() {}

  static MachineCeilings measure(int threads) {
    int all = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    return new MachineCeilings(
        products(ProductGraphs.fp32(ROWS, SIZE), Float.BYTES, all),
        products(ProductGraphs.u8s8(ROWS, SIZE), 1, all),
        reads(all));
  }

  private static double products(GraphSource source, int bytes, int threads) {
    GraphOptions options = GraphOptions.defaults().withThreads(threads);
    try (Graph graph = OnnxGraphs.open(source, options);
        GraphRun run = graph.newRun()) {
      run.bindInput("a", direct(ROWS * SIZE * bytes), ROWS, SIZE);
      run.bindOutput("c", direct(ROWS * SIZE * Integer.BYTES), ROWS, SIZE);
      double seconds = best(() -> run.run(Cancellation.NONE));
      return 2.0 * ROWS * SIZE * SIZE / seconds / 1e9;
    }
  }

  /** Comparing equal arrays is a vector instruction a cache line and nothing else. */
  private static double reads(int threads) {
    long[][] left = new long[threads][READ_LONGS];
    long[][] right = new long[threads][READ_LONGS];
    double seconds =
        best(
            () -> {
              boolean equal =
                  IntStream.range(0, threads)
                      .parallel()
                      .allMatch(i -> Arrays.equals(left[i], right[i]));
              if (!equal) {
                throw new AssertionError("arrays of zeros differ");
              }
            });
    return 2.0 * threads * READ_LONGS * Long.BYTES / seconds / 1e9;
  }

  private static double best(Runnable work) {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < RUNS; i++) {
      long start = System.nanoTime();
      work.run();
      best = Math.min(best, (System.nanoTime() - start) / 1e9);
    }
    return best;
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
