package io.github.langres.benchmarks;

import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelSource;
import io.github.langres.models.Precision;
import io.github.langres.models.TextEmbedder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Embeds a stream of texts with the bundled encoder in int8 and watches the resident memory, which
 * must be flat after the first twentieth: {@code StreamMemory [texts]}, 100,000 when not said.
 *
 * <p>{@code java -Xms256m -Xmx256m -XX:+AlwaysPreTouch -cp benchmarks.jar ...StreamMemory}: a heap
 * of fixed size, so that what grows is a leak. Exits with 1 when it grew.
 */
public final class StreamMemory {
  private static final int SAMPLES = 40;
  private static final double WARM_UP = 0.05;
  private static final double MAX_GROWTH = 16;

  private StreamMemory() {}

  /**
   * What came of it.
   *
   * @param mebibytes the memory at equal steps, the first after the warm-up
   */
  record Report(int vectors, double seconds, List<Double> mebibytes) {
    /** The mean of the last quarter less that of the first, in MiB. */
    double growth() {
      int quarter = Math.max(1, mebibytes.size() / 4);
      return mean(mebibytes.subList(mebibytes.size() - quarter, mebibytes.size()))
          - mean(mebibytes.subList(0, quarter));
    }

    private static double mean(List<Double> values) {
      return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
  }

  /** Watches so many texts. */
  public static void main(String[] args) throws IOException {
    ResidentMemory memory = new ResidentMemory();
    Report report =
        run(args.length == 0 ? 100_000 : Integer.parseInt(args[0]), () -> memory.sample(0));
    System.out.printf(
        "%d vectors in %.0f s; resident MiB after the first twentieth: %s; growth %+.1f MiB%n",
        report.vectors(),
        report.seconds(),
        report.mebibytes().stream().map(Math::round).toList(),
        report.growth());
    System.exit(report.growth() < MAX_GROWTH ? 0 : 1);
  }

  /** How much memory there is in use, in MiB. */
  interface Memory {
    double sample() throws IOException;
  }

  /** Embeds the titles of the bundled fiches again and again, each with a number of its own. */
  static Report run(int count, Memory memory) throws IOException {
    List<String> titles = Titles.first(1000);
    Stream<String> texts =
        IntStream.range(0, count).mapToObj(i -> titles.get(i % titles.size()) + " " + i);
    ModelOptions options = ModelOptions.defaults().withPrecision(Precision.INT8);
    List<Double> mebibytes = new ArrayList<>();
    long start = System.nanoTime();
    int vectors = 0;
    try (TextEmbedder embedder =
        TextEmbedder.open(ModelSource.bundled("fr-mini-encoder"), options)) {
      for (Iterator<float[]> all = embedder.embed(texts).iterator(); all.hasNext(); vectors++) {
        if (all.next().length != embedder.dimensions()) {
          throw new IllegalStateException("a vector of another length");
        }
        if (vectors >= WARM_UP * count && vectors % Math.max(1, count / SAMPLES) == 0) {
          mebibytes.add(memory.sample());
        }
      }
    }
    return new Report(vectors, (System.nanoTime() - start) / 1e9, mebibytes);
  }
}
