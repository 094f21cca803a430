package io.github.langres.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.github.langres.cli.bench.FrenchTexts;
import io.github.langres.engine.BatchStats;
import io.github.langres.engine.ScheduleListener;
import io.github.langres.models.Gathering;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelSource;
import io.github.langres.models.Precision;
import io.github.langres.models.TextEmbedder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What gathering costs with a real encoder, the bundled one, from text to vector: 16 threads that
 * each embed one text at a time, against the bulk call on the same texts, in turn. On a machine
 * that others use, many short rounds, and the best of each, say most.
 *
 * <p>{@code GatheringThroughput [fp32|int8 [textes|titres [texts [rounds]]]]}
 */
public final class GatheringThroughput {
  private static final int CALLERS = 16;
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private GatheringThroughput() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Precision precision = Precision.parse(args.length > 0 ? args[0] : "fp32");
    boolean titles = args.length > 1 && args[1].equals("titres");
    int count = args.length > 2 ? Integer.parseInt(args[2]) : 1000;
    int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 7;
    List<String> texts = titles ? Titles.first(count) : FrenchTexts.first(count);
    AtomicLong runs = new AtomicLong();
    AtomicLong rows = new AtomicLong();
    AtomicLong tokens = new AtomicLong();
    AtomicLong padding = new AtomicLong();
    ScheduleListener listener =
        new ScheduleListener() {
          @Override
          public void onBatch(BatchStats stats) {
            runs.incrementAndGet();
            rows.addAndGet(stats.rows());
            tokens.addAndGet(stats.tokens());
            padding.addAndGet(stats.paddingTokens());
          }
        };
    ModelOptions options =
        ModelOptions.defaults()
            .withPrecision(precision)
            .withGathering(Gathering.defaults().withListener(listener));
    double[] byWall = new double[rounds];
    double[] byProcessor = new double[rounds];
    double bestBulk = 0;
    double bestGathered = 0;
    try (TextEmbedder embedder =
        TextEmbedder.open(ModelSource.bundled("fr-mini-encoder"), options)) {
      for (int round = -1; round < rounds; round++) {
        double[] bulk = cost(() -> embedder.embed(texts));
        double[] gathered = cost(() -> gathered(embedder, texts));
        if (round < 0) {
          runs.set(0);
          rows.set(0);
          tokens.set(0);
          padding.set(0);
          continue;
        }
        byWall[round] = bulk[0] / gathered[0];
        byProcessor[round] = bulk[1] / gathered[1];
        bestBulk = Math.max(bestBulk, texts.size() / bulk[0]);
        bestGathered = Math.max(bestGathered, texts.size() / gathered[0]);
        System.out.printf(
            "  bulk %.0f texts/s, %.2f cores; gathered %.0f texts/s, %.2f cores%n",
            texts.size() / bulk[0],
            bulk[1] / bulk[0],
            texts.size() / gathered[0],
            gathered[1] / gathered[0]);
      }
    }
    Arrays.sort(byWall);
    Arrays.sort(byProcessor);
    System.out.printf(
        "%s, %s: gathered/bulk by wall %.2f (%.2f-%.2f), best round to"
            + " best round %.2f (%.0f/%.0f texts/s), by processor %.2f; %.1f rows a run,"
            + " padding %.1f %%%n",
        precision,
        titles ? "titles" : "texts",
        byWall[rounds / 2],
        byWall[0],
        byWall[rounds - 1],
        bestGathered / bestBulk,
        bestGathered,
        bestBulk,
        byProcessor[rounds / 2],
        (double) rows.get() / runs.get(),
        100.0 * padding.get() / tokens.get());
  }

  private static void gathered(TextEmbedder embedder, List<String> texts)
      throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      Thread caller =
          new Thread(
              () -> {
                for (int text = next.getAndIncrement();
                    text < texts.size();
                    text = next.getAndIncrement()) {
                  float[] unused = embedder.embed(texts.get(text));
                }
              });
      callers.add(caller);
      caller.start();
    }
    for (Thread caller : callers) {
      caller.join();
    }
  }

  /** Work that may be interrupted. */
  private interface Work {
    void run() throws InterruptedException;
  }

  /** Seconds of wall clock, and of processor. */
  private static double[] cost(Work work) throws InterruptedException {
    long wall = System.nanoTime();
    long processor = SYSTEM.getProcessCpuTime();
    work.run();
    return new double[] {
      (System.nanoTime() - wall) / 1e9, (SYSTEM.getProcessCpuTime() - processor) / 1e9
    };
  }
}
