package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.engine.BatchStats;
import io.github.langres.engine.ScheduleListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Calls of many threads share runs, and each gets its own answer. */
class GatheringTest {
  private static final int TEXTS = 200;

  @Test
  void embed_fromManyThreads_givesEachItsOwnVector() throws Exception {
    Path folder =
        Goldens.cases("encoders").stream()
            .filter(f -> f.endsWith("camembert-base"))
            .findFirst()
            .orElseThrow();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      texts.add("Le chat numéro " + i + " dort" + " encore".repeat(i % 7) + ".");
    }
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger rows = new AtomicInteger();
    ScheduleListener counting =
        new ScheduleListener() {
          @Override
          public void onBatch(BatchStats stats) {
            runs.incrementAndGet();
            rows.addAndGet(stats.queueNanos().length);
          }
        };
    ModelOptions options =
        ModelOptions.defaults().withGathering(Gathering.defaults().withListener(counting));
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try (TextEmbedder gathering = TextEmbedder.open(ModelSource.folder(folder), options);
        TextEmbedder alone = TextEmbedder.open(folder)) {
      List<Future<float[]>> answers = new ArrayList<>();
      for (String text : texts) {
        answers.add(threads.submit(() -> gathering.embed(text)));
      }
      for (int i = 0; i < TEXTS; i++) {
        assertThat(Goldens.difference(answers.get(i).get(), alone.embed(texts.get(i))))
            .isLessThan(1e-5f);
      }
    } finally {
      threads.shutdown();
    }
    assertThat(rows.get()).isEqualTo(TEXTS);
    assertThat(runs.get()).isLessThan(TEXTS);
  }
}
