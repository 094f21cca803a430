package io.github.langres.benchmarks;

import io.github.langres.engine.GraphSource;
import io.github.langres.engine.schedule.BatchScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random load on a scheduler over ONNX Runtime, for as long as asked: calls, bursts, cancellations,
 * interrupts, timeouts, and a service that closes and reopens every few seconds. Each answer is
 * compared with the row's own; the resident memory must not grow after the first fifth.
 *
 * <p>{@code MALLOC_ARENA_MAX=1 java -Xms256m -Xmx256m -XX:+AlwaysPreTouch ... Soak --minutes 10}: a
 * heap of fixed size and one malloc arena, so that what grows is a leak. With glibc's usual arenas,
 * sessions that open and close on many threads leave holes in each: 3.5 MiB a minute at 50 reopens
 * a minute, against 0.1 with one. Exits with 1 when it found something.
 */
public final class Soak {
  private static final int CALLERS = 16;
  private static final double WARM_UP = 0.2;
  private static final double TREND_MINUTES = 5;
  private static final double MAX_SLOPE = 1;

  private final GraphSource source = StandInEncoder.graph(4, 128);
  private final Random random = new Random(5);
  // Set by the main thread only.
  private volatile SoakService service = SoakService.open(source, random);
  private final SoakLoad load = new SoakLoad(service.loop());
  private final ResidentMemory memory = new ResidentMemory();
  private volatile boolean over;

  private Soak() {}

  /**
   * What a soak found.
   *
   * @param load how the requests ended
   * @param reopened how often the service closed and came back
   * @param slope the growth of the resident memory after the warm-up, in MiB a minute
   */
  record Report(SoakLoad load, int reopened, double slope, double minutes) {
    boolean sound() {
      long bad =
          load.count(SoakLoad.End.WRONG)
              + load.count(SoakLoad.End.LOST)
              + load.count(SoakLoad.End.FAILED);
      return bad == 0
          && load.count(SoakLoad.End.ANSWERED) > 0
          && (minutes < TREND_MINUTES || slope < MAX_SLOPE);
    }
  }

  /** Soaks for {@code --minutes N}, 10 when not said. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 0 && !(args.length == 2 && args[0].equals("--minutes"))) {
      throw new IllegalArgumentException("usage: Soak [--minutes N]");
    }
    double minutes = args.length == 0 ? 10 : Double.parseDouble(args[1]);
    Report report = run(Duration.ofMillis((long) (minutes * 60_000)));
    System.out.printf(
        "%s%nreopened %d times; memory %+.2f MiB a minute after the warm-up; %s%n",
        report.load(), report.reopened(), report.slope(), report.sound() ? "sound" : "NOT SOUND");
    System.exit(report.sound() ? 0 : 1);
  }

  /** Soaks for a time, and tells what it found. */
  static Report run(Duration length) throws IOException, InterruptedException {
    return new Soak().soak(length);
  }

  private Report soak(Duration length) throws IOException, InterruptedException {
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      Random own = new Random(100 + i);
      callers.add(new Thread(() -> call(own), "caller-" + i));
    }
    callers.forEach(Thread::start);
    int reopened = reopenUntil(length);
    over = true;
    for (Thread caller : callers) {
      caller.join();
    }
    service.close();
    double minutes = length.toMillis() / 60_000.0;
    return new Report(load, reopened, memory.slope(WARM_UP * minutes), minutes);
  }

  private void call(Random own) {
    while (!over) {
      load.step(this::scheduler, own);
    }
  }

  private BatchScheduler scheduler() {
    return service.scheduler();
  }

  private int reopenUntil(Duration length) throws IOException, InterruptedException {
    long start = System.nanoTime();
    int reopened = 0;
    long nextPrint = 0;
    for (long now = 0; now < length.toNanos(); now = System.nanoTime() - start) {
      Thread.sleep(200 + random.nextInt(2000));
      SoakService old = service;
      service = SoakService.open(source, random);
      old.close(random);
      reopened++;
      double mebibytes = memory.sample(now / 60e9);
      if (now >= nextPrint) {
        System.out.printf("%6.1f min  %7.1f MiB  %s%n", now / 60e9, mebibytes, load);
        nextPrint = now + length.toNanos() / 20;
      }
    }
    return reopened;
  }
}
