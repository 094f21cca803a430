package io.github.langres.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.github.langres.engine.BatchStats;
import io.github.langres.engine.Cancellation;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphOptions;
import io.github.langres.engine.ScheduleListener;
import io.github.langres.engine.TokenBatch;
import io.github.langres.engine.encode.EncodeLoop;
import io.github.langres.engine.encode.EncodeOptions;
import io.github.langres.engine.encode.RowOutput;
import io.github.langres.engine.onnx.OnnxGraphs;
import io.github.langres.engine.schedule.BatchScheduler;
import io.github.langres.engine.schedule.RowRequest;
import io.github.langres.engine.schedule.ScheduleOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What gathering costs: 16 threads that each ask for one row at a time, against the bulk call on
 * the same rows; and how long a row queues under low load. On a machine that others use, believe
 * the rows a processor second: the system's scheduler favours threads that sleep now and then.
 *
 * <p>{@code SchedulerThroughput [layers [width [rows]]]}
 */
public final class SchedulerThroughput {
  private static final int CALLERS = 16;
  private static final int ROUNDS = 5;
  private static final int TOKEN_BUDGET = 512;
  private static final int LOW_LOAD_ROWS = 300;

  private final int[][] rows;
  private final EncodeLoop loop;
  private final int workers;

  private SchedulerThroughput(int[][] rows, EncodeLoop loop, int workers) {
    this.rows = rows;
    this.loop = loop;
    this.workers = workers;
  }

  /** Measures with one worker on all cores, then with one worker a core on one thread each. */
  public static void main(String[] args) throws InterruptedException {
    int layers = args.length > 0 ? Integer.parseInt(args[0]) : 8;
    int width = args.length > 1 ? Integer.parseInt(args[1]) : 256;
    int count = args.length > 2 ? Integer.parseInt(args[2]) : 4000;
    int[][] rows = rows(count, new Random(1));
    int cores = Runtime.getRuntime().availableProcessors();
    for (int workers : new int[] {1, cores}) {
      int threads = Math.max(1, cores / workers);
      GraphOptions graphOptions = GraphOptions.defaults().withThreads(threads);
      EncodeOptions options =
          EncodeOptions.defaults().withTokenBudget(TOKEN_BUDGET).withWorkers(workers);
      try (Graph graph = OnnxGraphs.open(StandInEncoder.graph(layers, width), graphOptions);
          EncodeLoop loop = new EncodeLoop(graph, options, 0)) {
        System.out.printf(
            "%n%d workers on %d threads, %d layers of %d%n", workers, threads, layers, width);
        new SchedulerThroughput(rows, loop, workers).measure();
      }
    }
  }

  /** Lengths as French requests have them: many short, a few long. */
  static int[][] rows(int count, Random random) {
    int[][] rows = new int[count][];
    for (int i = 0; i < count; i++) {
      int length = (int) Math.min(256, Math.max(6, Math.exp(3.3 + 0.6 * random.nextGaussian())));
      rows[i] = random.ints(length, 1, StandInEncoder.VOCABULARY).toArray();
    }
    return rows;
  }

  private void measure() throws InterruptedException {
    for (Duration maxWait : List.of(Duration.ZERO, Duration.ofMillis(2))) {
      Figures figures = new Figures();
      double[] byWall = new double[ROUNDS];
      double[] byProcessor = new double[ROUNDS];
      try (BatchScheduler scheduler = scheduler(maxWait, figures)) {
        bulk();
        gathered(scheduler);
        figures.clear();
        for (int round = 0; round < ROUNDS; round++) {
          Cost bulk = Cost.of(this::bulk);
          Cost gathered = Cost.of(() -> gathered(scheduler));
          byWall[round] = bulk.wallNanos() / gathered.wallNanos();
          byProcessor[round] = bulk.processorNanos() / gathered.processorNanos();
          System.out.printf("  bulk %s, gathered %s%n", bulk.of(rows), gathered.of(rows));
        }
      }
      Arrays.sort(byWall);
      Arrays.sort(byProcessor);
      System.out.printf(
          "max wait %s: ratio by wall %.2f, by processor %.2f; %s%n",
          maxWait, byWall[ROUNDS / 2], byProcessor[ROUNDS / 2], figures);
      lowLoad(maxWait, 1);
      lowLoad(maxWait, 3);
    }
  }

  private BatchScheduler scheduler(Duration maxWait, ScheduleListener listener) {
    ScheduleOptions options = ScheduleOptions.defaults().withMaxWait(maxWait).withWorkers(workers);
    return new BatchScheduler(loop::run, options, listener);
  }

  private void bulk() {
    float[][] answers = new float[rows.length][];
    loop.run(
        TokenBatch.of(rows), (row, output) -> answers[row] = pooled(output), Cancellation.NONE);
  }

  private void gathered(BatchScheduler scheduler) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      Thread caller =
          new Thread(
              () -> {
                for (int row = next.getAndIncrement();
                    row < rows.length;
                    row = next.getAndIncrement()) {
                  float[] unused = scheduler.call(request(row));
                }
              });
      callers.add(caller);
      caller.start();
    }
    for (Thread caller : callers) {
      caller.join();
    }
  }

  /** Callers that pause longer than a run takes. */
  private void lowLoad(Duration maxWait, int callers) throws InterruptedException {
    Figures figures = new Figures();
    try (BatchScheduler scheduler = scheduler(maxWait, figures)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        Random random = new Random(i);
        Thread thread = new Thread(() -> ask(scheduler, random, LOW_LOAD_ROWS / callers));
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    System.out.printf("  low load, %d callers: %s%n", callers, figures);
  }

  private void ask(BatchScheduler scheduler, Random random, int count) {
    for (int i = 0; i < count; i++) {
      LockSupport.parkNanos(1_000_000L + random.nextInt(19_000_000));
      float[] unused = scheduler.call(request(random.nextInt(rows.length)));
    }
  }

  private RowRequest<float[]> request(int row) {
    return RowRequest.of(rows[row], SchedulerThroughput::pooled);
  }

  static float[] pooled(RowOutput output) {
    float[] values = new float[(int) output.shape(StandInEncoder.OUTPUT)[0]];
    output.values(StandInEncoder.OUTPUT).get(values);
    return values;
  }

  /** Work that may be interrupted. */
  private interface Work {
    void run() throws InterruptedException;
  }

  /** What some work took. */
  private record Cost(double wallNanos, double processorNanos) {
    private static final OperatingSystemMXBean SYSTEM =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    static Cost of(Work work) throws InterruptedException {
      long wall = System.nanoTime();
      long processor = SYSTEM.getProcessCpuTime();
      work.run();
      return new Cost(System.nanoTime() - wall, SYSTEM.getProcessCpuTime() - processor);
    }

    String of(int[][] rows) {
      return String.format(
          "%.0f rows/s (%.0f a processor second)",
          rows.length * 1e9 / wallNanos, rows.length * 1e9 / processorNanos);
    }
  }

  /** Sums what the scheduler tells. */
  private static final class Figures implements ScheduleListener {
    private final List<Long> queueNanos = new ArrayList<>();
    private final List<Long> runNanos = new ArrayList<>();
    private long tokens;
    private long padding;

    @Override
    public synchronized void onBatch(BatchStats stats) {
      Arrays.stream(stats.queueNanos()).forEach(queueNanos::add);
      runNanos.add(stats.runNanos());
      tokens += stats.tokens();
      padding += stats.paddingTokens();
    }

    synchronized void clear() {
      queueNanos.clear();
      runNanos.clear();
      tokens = 0;
      padding = 0;
    }

    @Override
    public synchronized String toString() {
      return String.format(
          "%.1f rows a run, padding %.1f %%, run p50 %.2f ms p99 %.2f ms, queue p50 %.2f ms p99"
              + " %.2f ms",
          (double) queueNanos.size() / runNanos.size(),
          100.0 * padding / tokens,
          millis(runNanos, 0.5),
          millis(runNanos, 0.99),
          millis(queueNanos, 0.5),
          millis(queueNanos, 0.99));
    }

    private static double millis(List<Long> nanos, double quantile) {
      long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
      return sorted[(int) (quantile * (sorted.length - 1))] / 1e6;
    }
  }
}
