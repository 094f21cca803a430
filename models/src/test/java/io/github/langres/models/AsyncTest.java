package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.engine.BatchStats;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.ScheduleListener;
import io.github.langres.models.Reranker.Query;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that hold no thread: the same answers, and no request disturbs another. */
@Timeout(60)
class AsyncTest {
  private static final String TEXT = "Marie Curie est née à Varsovie.";
  private static final String LONG = (TEXT + " ").repeat(40);

  private static ModelSource golden(String name) {
    return ModelSource.folder(Path.of("src/test/resources/goldens/tasks", name));
  }

  private static ModelOptions gathering() {
    return ModelOptions.defaults().withGathering(Gathering.defaults());
  }

  @Test
  void async_answers_areThoseOfTheBlockingForms() throws Exception {
    try (TextEmbedder embedder = TextEmbedder.open(golden("st-prompts"), gathering());
        TextClassifier classifier =
            TextClassifier.open(golden("classify-no-problem-type"), gathering());
        TokenClassifier ner = TokenClassifier.open(golden("ner-camembert-bio"), gathering());
        Reranker reranker = Reranker.open(golden("rerank-camembert"), gathering())) {
      EmbedOptions query = EmbedOptions.defaults().withPromptName("query");
      assertThat(embedder.embedAsync(TEXT, query, RequestOptions.defaults()).get())
          .isEqualTo(embedder.embed(List.of(TEXT), query)[0]);
      assertThat(classifier.classifyAsync(TEXT).get()).isEqualTo(classifier.classify(TEXT));
      assertThat(ner.entitiesAsync(TEXT).get()).isEqualTo(ner.entities(TEXT));
      List<String> documents = List.of("Varsovie", TEXT, "rien");
      List<RankedDocument> ranking = reranker.rank("Qui ?", documents);
      List<RankedDocument> async = reranker.rankAsync("Qui ?", documents).get();
      assertThat(async)
          .extracting("index")
          .isEqualTo(ranking.stream().map(r -> r.index()).toList());
      assertThat(reranker.rankAsync("Qui ?", List.of()).get()).isEmpty();
    }
  }

  @Test
  void embedAsync_manyAtOnce_shareRunsAndKeepTheirOwnVectors() throws Exception {
    List<Integer> rows = Collections.synchronizedList(new ArrayList<>());
    ScheduleListener listener =
        new ScheduleListener() {
          @Override
          public void onBatch(BatchStats stats) {
            rows.add(stats.rows());
          }
        };
    ModelOptions options =
        ModelOptions.defaults().withGathering(Gathering.defaults().withListener(listener));
    try (TextEmbedder embedder = TextEmbedder.open(golden("st-mean"), options)) {
      List<CompletableFuture<float[]>> futures = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        futures.add(embedder.embedAsync(TEXT + " " + i));
      }
      for (int i = 0; i < 200; i++) {
        float[] own = embedder.embed(List.of(TEXT + " " + i, "autre"))[0];
        assertThat(Goldens.difference(futures.get(i).get(), own)).isLessThan(1e-5f);
      }
    }
    assertThat(rows.stream().mapToInt(Integer::intValue).sum()).isEqualTo(200);
    assertThat(rows).hasSizeLessThan(200);
  }

  @Test
  void classifyAsync_longTextInWindows_isOneAnswer() throws Exception {
    ModelOptions options = gathering().withLongText(LongText.WINDOWS);
    try (TextClassifier classifier =
        TextClassifier.open(golden("classify-no-problem-type"), options)) {
      Classification async = classifier.classifyAsync(LONG).get();
      Classification blocking = classifier.classify(LONG);
      assertThat(async.best().label()).isEqualTo(blocking.best().label());
      assertThat(async.best().score())
          .isCloseTo(blocking.best().score(), org.assertj.core.api.Assertions.within(1e-5f));
    }
  }

  @Test
  void cancelOrTimeout_ofSome_disturbsNoMate() throws Exception {
    try (Blocked blocked = new Blocked()) {
      CompletableFuture<float[]> cancelled = blocked.embedder.embedAsync("un");
      CompletableFuture<float[]> kept = blocked.embedder.embedAsync("deux");
      CompletableFuture<float[]> expired =
          blocked.embedder.embedAsync(
              "trois",
              EmbedOptions.defaults(),
              RequestOptions.defaults().withTimeout(Duration.ofMillis(20)));
      CompletableFuture<float[]> javaTimeout =
          blocked.embedder.embedAsync("quatre").orTimeout(20, TimeUnit.MILLISECONDS);
      assertThat(cancelled.cancel(true)).isTrue();
      assertThatThrownBy(expired::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(EngineException.DeadlineExceeded.class);
      assertThatThrownBy(javaTimeout::get)
          .hasCauseInstanceOf(java.util.concurrent.TimeoutException.class);
      blocked.release();
      try (TextEmbedder alone =
          TextEmbedder.open(Path.of("src/test/resources/goldens/tasks/st-mean"))) {
        assertThat(Goldens.difference(kept.get(), alone.embed("deux"))).isLessThan(1e-5f);
      }
    }
  }

  @Test
  void fullQueue_failsTheFutureAndTakesBackAllRowsOfTheRequest() throws Exception {
    try (Blocked blocked = new Blocked()) {
      List<CompletableFuture<float[]>> queued = new ArrayList<>();
      for (int i = 0; i < Blocked.QUEUE; i++) {
        queued.add(blocked.embedder.embedAsync("texte " + i));
      }
      assertThatThrownBy(() -> blocked.embedder.embedAsync("de trop").get())
          .hasCauseInstanceOf(EngineException.Overloaded.class);
      queued.get(0).cancel(true);
      // One place is free again.
      queued.add(blocked.embedder.embedAsync("encore"));
      blocked.release();
      for (CompletableFuture<float[]> future : queued.subList(1, queued.size())) {
        assertThat(future.get()).isNotEmpty();
      }
    }
    Gathering small = Gathering.defaults().withMaxQueued(2);
    try (Reranker reranker =
        Reranker.open(golden("rerank-camembert"), ModelOptions.defaults().withGathering(small))) {
      List<String> many = Collections.nCopies(500, TEXT);
      assertThatThrownBy(
              () -> reranker.rankAsync(new Query("Qui ?", many), RequestOptions.defaults()).get())
          .hasCauseInstanceOf(EngineException.Overloaded.class);
      assertThat(reranker.rankAsync("Qui ?", List.of(TEXT)).get()).hasSize(1);
    }
  }

  @Test
  void refusals_areTheFutures_andTheNextRequestIsRight() throws Exception {
    ModelOptions options = gathering().withLongText(LongText.ERROR);
    try (TextEmbedder embedder = TextEmbedder.open(golden("st-mean"), options)) {
      assertThatThrownBy(() -> embedder.embedAsync(LONG).get())
          .hasCauseInstanceOf(ModelException.Input.class);
      assertThatThrownBy(
              () ->
                  embedder
                      .embedAsync(
                          TEXT,
                          EmbedOptions.defaults().withPromptName("absent"),
                          RequestOptions.defaults())
                      .get())
          .hasCauseInstanceOf(ModelException.Input.class);
      assertThat(embedder.embedAsync(TEXT).get()).isEqualTo(embedder.embed(TEXT));
    }
  }

  @Test
  void embedAsync_onAClosedModel_fails() {
    TextEmbedder embedder = TextEmbedder.open(golden("st-mean"), gathering());
    embedder.close();
    assertThatThrownBy(() -> embedder.embedAsync(TEXT).get())
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void embedAsync_withoutGathering_saysWhatToDo() {
    try (TextEmbedder embedder = TextEmbedder.open(golden("st-mean"), ModelOptions.defaults())) {
      assertThatThrownBy(() -> embedder.embedAsync(TEXT))
          .isInstanceOf(ModelException.Unsupported.class)
          .hasMessageContaining("withGathering");
    }
  }

  /** An embedder whose every worker waits, until released, in the listener of a first run. */
  private static final class Blocked implements AutoCloseable {
    static final int QUEUE = 8;

    final TextEmbedder embedder;
    private final Semaphore entered = new Semaphore(0);
    private final Semaphore released = new Semaphore(0);
    private volatile boolean free;

    Blocked() throws InterruptedException {
      ScheduleListener listener =
          new ScheduleListener() {
            @Override
            public void onBatch(BatchStats stats) {
              entered.release();
              if (!free) {
                released.acquireUninterruptibly();
              }
            }
          };
      Gathering gathering =
          Gathering.defaults()
              .withListener(listener)
              .withMaxQueued(QUEUE)
              .withMaxWait(Duration.ZERO);
      embedder =
          TextEmbedder.open(golden("st-mean"), ModelOptions.defaults().withGathering(gathering));
      // More workers than there are would never all enter: two run at the same time, where two can.
      int workers = Math.min(2, Runtime.getRuntime().availableProcessors());
      for (int worker = 0; worker < workers; worker++) {
        embedder.embedAsync("premier").join();
        entered.acquire();
      }
    }

    void release() {
      free = true;
      released.release(1000);
    }

    @Override
    public void close() {
      release();
      embedder.close();
    }
  }
}
