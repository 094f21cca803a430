package io.github.langres.benchmarks;

import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphOptions;
import io.github.langres.engine.GraphSource;
import io.github.langres.engine.ScheduleListener;
import io.github.langres.engine.encode.EncodeLoop;
import io.github.langres.engine.encode.EncodeOptions;
import io.github.langres.engine.onnx.OnnxGraphs;
import io.github.langres.engine.schedule.BatchScheduler;
import io.github.langres.engine.schedule.ScheduleOptions;
import java.time.Duration;
import java.util.Random;

/** A graph, its loop, and a scheduler over it, as a task holds them. */
record SoakService(Graph graph, EncodeLoop loop, BatchScheduler scheduler)
    implements AutoCloseable {

  static SoakService open(GraphSource source, Random random) {
    Graph graph = OnnxGraphs.open(source, GraphOptions.defaults().withThreads(1));
    EncodeLoop loop =
        new EncodeLoop(graph, EncodeOptions.defaults().withWorkers(1 + random.nextInt(2)), 0);
    ScheduleOptions options =
        ScheduleOptions.defaults()
            .withMaxWait(Duration.ofMillis(random.nextInt(3)))
            .withMaxQueued(8 << random.nextInt(8))
            .withWorkers(1 + random.nextInt(2));
    return new SoakService(
        graph, loop, new BatchScheduler(loop::run, options, ScheduleListener.NONE));
  }

  /** Closes under load: draining or not, in the right order or from below. */
  void close(Random random) {
    switch (random.nextInt(3)) {
      case 0 -> scheduler.close(Duration.ofMillis(random.nextInt(100)));
      case 1 -> graph.close();
      default -> {}
    }
    close();
  }

  @Override
  public void close() {
    scheduler.close();
    loop.close();
    graph.close();
  }
}
