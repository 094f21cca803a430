package io.github.langres.tokenizer.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.TokenizerException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LifetimeTest {
  private static final List<String> TEXTS =
      IntStream.range(0, 200)
          .mapToObj(i -> "L’été " + i + " arrive, 👏 mot ".repeat(i % 17) + " fin")
          .toList();

  @Test
  void close_twice_thenCallsThrow() {
    Tokenizer tokenizer = Tokenizers.golden("camembert");
    tokenizer.close();
    tokenizer.close();
    assertThatThrownBy(() -> tokenizer.encode("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the tokenizer is closed");
    assertThatThrownBy(() -> tokenizer.encodeIds(List.of("a")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tokenizer.decode(new int[] {1}, true))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @Timeout(60)
  void close_whileEightThreadsEncode_waitsForThem() throws Exception {
    for (int round = 0; round < 10; round++) {
      Tokenizer tokenizer = Tokenizers.golden("camembert");
      int[] expected = tokenizer.encode(TEXTS.get(16)).ids();
      CountDownLatch started = new CountDownLatch(8);
      ExecutorService threads = Executors.newFixedThreadPool(8);
      List<Future<Integer>> calls = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        boolean batch = t % 2 == 0;
        calls.add(threads.submit(() -> encodeUntilClosed(tokenizer, batch, expected, started)));
      }
      started.await();
      tokenizer.close();
      for (Future<Integer> call : calls) {
        assertThat(call.get(30, TimeUnit.SECONDS)).isPositive();
      }
      threads.shutdown();
    }
  }

  private static int encodeUntilClosed(
      Tokenizer tokenizer, boolean batch, int[] expected, CountDownLatch started) {
    int done = 0;
    while (true) {
      try {
        int[] ids =
            batch
                ? tokenizer.encodeIds(TEXTS.subList(0, 17))[16]
                : tokenizer.encode(TEXTS.get(16)).ids();
        assertThat(ids).isEqualTo(expected);
        if (done++ == 0) {
          started.countDown();
        }
      } catch (IllegalStateException closed) {
        return done;
      }
    }
  }

  @Test
  void encode_eightThreads_giveEqualResults() throws Exception {
    try (Tokenizer tokenizer = Tokenizers.golden("qwen")) {
      int[][] expected = tokenizer.encodeIds(TEXTS);
      ExecutorService threads = Executors.newFixedThreadPool(8);
      List<Future<int[][]>> calls = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        calls.add(
            threads.submit(
                () ->
                    TEXTS.stream()
                        .map(text -> tokenizer.encode(text).ids())
                        .toArray(int[][]::new)));
      }
      for (Future<int[][]> call : calls) {
        assertThat(call.get()).isDeepEqualTo(expected);
      }
      threads.shutdown();
    }
  }

  @Test
  void encodeIds_manyTexts_keepsTheirOrderAcrossBatches() {
    try (Tokenizer tokenizer = Tokenizers.golden("camembert")) {
      List<String> many = IntStream.range(0, 9000).mapToObj(i -> "mot " + i).toList();
      int[][] ids = tokenizer.encodeIds(many);
      assertThat(ids).hasNumberOfRows(9000);
      for (int i : new int[] {0, 4095, 4096, 8191, 8192, 8999}) {
        assertThat(ids[i]).isEqualTo(tokenizer.encode(many.get(i)).ids());
      }
    }
  }

  @Test
  void open_inAProcessWithoutTheProperty_setsDjlOffline() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OfflineMain.class.getName(),
                "src/test/resources/goldens/bert")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.strip()).endsWith(" true");
  }

  @Test
  void token_outsideTheVocabulary_saysTheRange() {
    try (Tokenizer tokenizer = Tokenizers.golden("bert")) {
      int size = tokenizer.vocabularySize();
      assertThatThrownBy(() -> tokenizer.token(size))
          .isInstanceOf(TokenizerException.class)
          .hasMessageContaining("0 to " + (size - 1));
      assertThatThrownBy(() -> tokenizer.token(-1)).isInstanceOf(TokenizerException.class);
      assertThat(tokenizer.id("absent de là")).isEqualTo(-1);
      assertThat(tokenizer.id(tokenizer.token(size - 1))).isEqualTo(size - 1);
    }
  }
}
