package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.engine.Cancellation;
import io.github.langres.tokenizer.TokenizerException;
import io.github.langres.tokenizer.chat.ChatTemplateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an answer ends, what repeats, and what many threads do. */
class TextGeneratorTest {
  private static final Path FOLDER = Path.of("src/test/resources/goldens/generation/model-chatml");
  private static final String PROMPT = "Le chat dort sur";
  private static final GenerateOptions OPTIONS = GenerateOptions.defaults().withMaxNewTokens(40);
  private static TextGenerator generator;

  @BeforeAll
  static void open() {
    generator = TextGenerator.open(FOLDER);
  }

  @AfterAll
  static void close() {
    generator.close();
  }

  private static Path changed(Path target, String file, String content) throws Exception {
    Goldens.copy("generation/model-chatml", Files.createDirectories(target).resolve("m"));
    Files.writeString(target.resolve("m").resolve(file), content);
    return target.resolve("m");
  }

  // --- stop strings ---

  @Test
  void stop_everyPartOfTheText_cutsBeforeIt() {
    String text = generator.generate(PROMPT, OPTIONS).text();
    int[] ids = generator.generate(PROMPT, OPTIONS).ids();
    for (int start = 1; start + 3 < text.length(); start += 2) {
      if (isHalf(text, start) || isHalf(text, start + 3)) {
        continue;
      }
      String stop = text.substring(start, start + 3);
      StringBuilder streamed = new StringBuilder();
      Generation answer =
          generator.generate(
              PROMPT, OPTIONS.withStops("jamais", stop), t -> streamed.append(t.text()));
      assertThat(answer.text()).isEqualTo(text.substring(0, text.indexOf(stop)));
      assertThat(streamed.toString()).isEqualTo(answer.text());
      assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
      assertThat(answer.ids()).containsExactly(java.util.Arrays.copyOf(ids, answer.ids().length));
    }
  }

  private static boolean isHalf(String text, int at) {
    return at < text.length() && Character.isLowSurrogate(text.charAt(at));
  }

  @Test
  void stop_thatNeverComes_changesNothing() {
    Generation plain = generator.generate(PROMPT, OPTIONS);
    String almost = plain.text().substring(plain.text().length() - 2) + "jamais";
    Generation answer = generator.generate(PROMPT, OPTIONS.withStops(almost, "encore moins"));
    assertThat(answer.text()).isEqualTo(plain.text());
    assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
  }

  // --- end tokens ---

  @Test
  void eos_ofGenerationConfig_endsTheAnswerAndIsNotInIt(@TempDir Path temp) throws Exception {
    int[] ids = generator.generate(PROMPT, OPTIONS).ids();
    for (int at : new int[] {0, 5}) {
      String end = "{\"eos_token_id\": [" + ids[at] + ", 1]}";
      Path folder = changed(temp.resolve("at" + at), "generation_config.json", end);
      try (TextGenerator ending = TextGenerator.open(folder)) {
        Generation answer = ending.generate(PROMPT, OPTIONS);
        int first = 0;
        while (ids[first] != ids[at]) {
          first++;
        }
        assertThat(answer.ids()).containsExactly(java.util.Arrays.copyOf(ids, first));
        assertThat(answer.finishReason()).isEqualTo(FinishReason.EOS);
        assertThat(answer.completionTokens()).isEqualTo(first);
        assertThat(answer.text().isEmpty()).isEqualTo(at == 0);
      }
    }
  }

  // --- lengths ---

  @Test
  void prompt_longerThanTheContext_isRefusedWithBothNumbers() {
    assertThatThrownBy(() -> generator.generate("le chat ".repeat(900), OPTIONS))
        .isInstanceOf(ModelException.Input.class)
        .hasMessageContaining("1024")
        .hasMessageContaining("shorten");
    assertThatThrownBy(() -> generator.generate("", OPTIONS))
        .isInstanceOf(ModelException.Input.class)
        .hasMessageContaining("no tokens");
  }

  @Test
  void contextTokens_asked_bound() {
    ModelOptions narrow = ModelOptions.defaults().withContextTokens(24);
    try (TextGenerator small = TextGenerator.open(ModelSource.folder(FOLDER), narrow)) {
      assertThat(small.contextTokens()).isEqualTo(24);
      Generation answer = small.generate(PROMPT, OPTIONS);
      assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
      assertThat(answer.promptTokens() + answer.completionTokens()).isBetween(24, 25);
    }
    assertThatThrownBy(
            () -> TextGenerator.open(ModelSource.folder(FOLDER), narrow.withContextTokens(1025)))
        .isInstanceOf(ModelException.Unsupported.class)
        .hasMessageContaining("1024");
  }

  // --- sampling ---

  @Test
  void seed_sameOrOther_givesTheSameOrAnotherText() {
    GenerateOptions sampling = OPTIONS.withTemperature(1.5);
    String first = generator.generate(PROMPT, sampling.withSeed(7)).text();
    assertThat(generator.generate(PROMPT, sampling.withSeed(7)).text()).isEqualTo(first);
    assertThat(generator.generate(PROMPT, sampling.withSeed(8)).text()).isNotEqualTo(first);
    assertThat(generator.generate(PROMPT, sampling.withTopK(1)).text())
        .isEqualTo(generator.generate(PROMPT, OPTIONS).text());
  }

  @Test
  void generationConfig_sampling_isOverriddenByTheCaller(@TempDir Path temp) throws Exception {
    String greedy = generator.generate(PROMPT, OPTIONS).text();
    Path folder =
        changed(
            temp,
            "generation_config.json",
            "{\"do_sample\": true, \"temperature\": 3.0, \"max_new_tokens\": 6, \"num_beams\": 4}");
    try (TextGenerator sampling = TextGenerator.open(folder)) {
      assertThat(sampling.generate(PROMPT).ids()).hasSizeLessThanOrEqualTo(6);
      GenerateOptions seeded = OPTIONS.withSeed(1);
      assertThat(sampling.generate(PROMPT, seeded).text()).isNotEqualTo(greedy);
      assertThat(sampling.generate(PROMPT, seeded.withTemperature(0)).text()).isEqualTo(greedy);
    }
  }

  @Test
  void generationConfig_nonsense_isAFolderError(@TempDir Path temp) throws Exception {
    Path folder = changed(temp, "generation_config.json", "{\"top_p\": 4}");
    assertThatThrownBy(() -> TextGenerator.open(folder))
        .isInstanceOf(ModelException.Folder.class)
        .hasMessageContaining("topP");
  }

  // --- threads ---

  @Test
  void cancel_fromAnotherThread_endsTheAnswerWithWhatThereIs() throws Exception {
    Cancellation cancellation = new Cancellation();
    CountDownLatch some = new CountDownLatch(3);
    Thread canceller =
        new Thread(
            () -> {
              try {
                if (some.await(10, TimeUnit.SECONDS)) {
                  cancellation.cancel();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    canceller.start();
    List<GeneratedToken> seen = new ArrayList<>();
    Generation answer =
        generator.generate(
            PROMPT,
            GenerateOptions.defaults().withMaxNewTokens(150).withCancellation(cancellation),
            token -> {
              seen.add(token);
              some.countDown();
              if (seen.size() > 3) {
                join(canceller);
              }
            });
    assertThat(answer.finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(answer.ids().length).isBetween(3, 6);
    assertThat(generator.generate(PROMPT, OPTIONS).ids())
        .as("the next answer is not disturbed")
        .startsWith(answer.ids());
  }

  private static void join(Thread thread) {
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void generate_manyThreads_giveWhatOneGives() throws Exception {
    List<String> prompts =
        List.of("Le chat", "Paris est", "Où vas-tu", "L’été", "Une étude", "Mon grand-père");
    List<String> alone = prompts.stream().map(p -> generator.generate(p, OPTIONS).text()).toList();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<String>> together = new ArrayList<>();
      for (int round = 0; round < 4; round++) {
        for (String prompt : prompts) {
          together.add(threads.submit(() -> generator.generate(prompt, OPTIONS).text()));
        }
      }
      for (int i = 0; i < together.size(); i++) {
        assertThat(together.get(i).get(60, TimeUnit.SECONDS))
            .isEqualTo(alone.get(i % prompts.size()));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void generate_severalTexts_areAsAlone() {
    List<String> prompts = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      prompts.add("Le chat " + "dort ".repeat(i % 4) + i);
    }
    GenerateOptions options = OPTIONS.withTemperature(0.8).withSeed(5).withStops("e", "zz");
    List<Generation> together = generator.generate(prompts, options);
    assertThat(together).hasSameSizeAs(prompts);
    for (int i = 0; i < prompts.size(); i++) {
      Generation alone = generator.generate(prompts.get(i), options);
      assertThat(together.get(i).ids()).as(prompts.get(i)).containsExactly(alone.ids());
      assertThat(together.get(i).text()).isEqualTo(alone.text());
      assertThat(together.get(i).finishReason()).isEqualTo(alone.finishReason());
    }
    List<Chat> chats = prompts.stream().map(Chat::user).toList();
    assertThat(generator.generateChats(chats, OPTIONS).stream().map(Generation::text).toList())
        .isEqualTo(chats.stream().map(c -> generator.generate(c, OPTIONS).text()).toList());
    assertThat(generator.generate(List.of(), OPTIONS)).isEmpty();
  }

  @Test
  void onToken_throws_comesBackAndLeavesTheModelSound() {
    assertThatThrownBy(
            () ->
                generator.generate(
                    PROMPT,
                    OPTIONS,
                    token -> {
                      throw new IllegalArgumentException("assez");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("assez");
    assertThat(generator.generate(PROMPT, OPTIONS).ids()).hasSize(40);
  }

  @Test
  void close_duringACall_waitsAndThenRefuses() throws Exception {
    TextGenerator own = TextGenerator.open(FOLDER);
    CountDownLatch running = new CountDownLatch(1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Generation> answer =
          thread.submit(() -> own.generate(PROMPT, OPTIONS, token -> running.countDown()));
      assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
      own.close();
      own.close();
      assertThat(answer.get(10, TimeUnit.SECONDS).ids()).hasSize(40);
      assertThatThrownBy(() -> own.generate(PROMPT)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(own::newChat).isInstanceOf(IllegalStateException.class);
    } finally {
      thread.shutdownNow();
    }
  }

  // --- chats ---

  @Test
  void chat_manyTurns_reuseTheCacheAndAnswerAsIfNew() {
    GenerateOptions few = GenerateOptions.defaults().withMaxNewTokens(6);
    int reused = 0;
    try (ChatSession chat = generator.newChat()) {
      for (int turn = 0; turn < 30; turn++) {
        Generation answer = chat.send("Et " + turn + " ?", few, token -> {});
        Chat asked = Chat.of(chat.chat().messages().subList(0, chat.chat().messages().size() - 1));
        assertThat(generator.generate(asked, few).ids())
            .as("turn %d", turn)
            .containsExactly(answer.ids());
        reused += answer.cachedTokens();
      }
      assertThat(chat.chat().messages()).hasSize(60);
    }
    assertThat(reused).as("tokens not read again").isGreaterThan(5000);
  }

  @Test
  void chat_thatFillsTheContext_saysSoAndKeepsItsHistory() {
    try (ChatSession chat = generator.newChat(Chat.system("Sois bref."))) {
      chat.send("Bonjour", OPTIONS.withMaxNewTokens(2), token -> {});
      Chat before = chat.chat();
      assertThatThrownBy(() -> chat.send("le chat ".repeat(900)))
          .isInstanceOf(ModelException.Input.class);
      assertThat(chat.chat()).isEqualTo(before);
    }
    ChatSession ended = generator.newChat();
    ended.close();
    ended.close();
    assertThatThrownBy(() -> ended.send("Oui ?")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void chat_withoutTemplate_isRefusedAndPromptsWork(@TempDir Path temp) throws Exception {
    Path folder = changed(temp, "chat_template.jinja", "");
    Files.delete(folder.resolve("chat_template.jinja"));
    try (TextGenerator base = TextGenerator.open(folder)) {
      assertThat(base.generate(PROMPT, OPTIONS).ids()).isNotEmpty();
      assertThatThrownBy(() -> base.generate(Chat.user("Bonjour")))
          .isInstanceOf(ModelException.Unsupported.class)
          .hasMessageContaining("chat template");
      assertThatThrownBy(base::newChat).isInstanceOf(ModelException.Unsupported.class);
    }
  }

  @Test
  void chat_templateThatRefuses_saysWhy(@TempDir Path temp) throws Exception {
    Path folder = changed(temp, "chat_template.jinja", "{{ raise_exception('non !') }}");
    try (TextGenerator strict = TextGenerator.open(folder)) {
      assertThatThrownBy(() -> strict.generate(Chat.user("Bonjour")))
          .isInstanceOf(ChatTemplateException.class)
          .hasMessageContaining("non !");
    }
  }

  // --- folders ---

  @Test
  void open_encoder_namesWhatItIs() {
    Path encoder = Path.of("src/test/resources/goldens/encoders/camembert-mlm");
    assertThatThrownBy(() -> TextGenerator.open(encoder))
        .isInstanceOf(ModelException.MissingHead.class)
        .hasMessageContaining("camembert encoder");
    assertThatThrownBy(() -> FillMask.open(FOLDER))
        .isInstanceOf(ModelException.MissingHead.class)
        .hasMessageContaining("TextGenerator");
  }

  @Test
  void open_withoutTokenizer_saysWhichFileIsMissing(@TempDir Path temp) throws Exception {
    Path folder = changed(temp, "notes.txt", "");
    Files.delete(folder.resolve("tokenizer.json"));
    assertThatThrownBy(() -> TextGenerator.open(folder))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("tokenizer.json is missing");
  }

  @Test
  void build_everyPrecision_generates(@TempDir Path temp) {
    String fp32 = generator.generate(PROMPT, OPTIONS).text();
    for (Precision precision : List.of(Precision.FP32, Precision.INT8, Precision.INT4)) {
      Path target = temp.resolve(precision.toString());
      BuiltModel built = BuiltModel.build(ModelSource.folder(FOLDER), target, precision);
      assertThat(built.heads()).containsExactly("causal language model");
      assertThat(built.meanDivergence()).isBetween(-1e-6, precision == Precision.FP32 ? 1e-6 : 4);
      assertThat(built.meanCosine()).isGreaterThan(precision == Precision.INT4 ? 0.8 : 0.99);
      assertThat(target.resolve("model.safetensors")).doesNotExist();
      try (TextGenerator small = TextGenerator.open(target)) {
        assertThat(small.generate(PROMPT, OPTIONS).ids()).isNotEmpty();
        assertThatThrownBy(
                () ->
                    TextGenerator.open(
                        ModelSource.folder(target),
                        ModelOptions.defaults().withContextTokens(2000)))
            .isInstanceOf(ModelException.Unsupported.class)
            .hasMessageContaining("1024");
        if (precision == Precision.FP32) {
          assertThat(small.generate(PROMPT, OPTIONS).text()).isEqualTo(fp32);
        }
      }
    }
  }

  @Test
  void inspect_generator_tellsItsMemory() {
    ModelReport report = ModelReport.inspect(ModelSource.folder(FOLDER));
    assertThat(report.problems()).isEmpty();
    assertThat(report.tasks()).containsExactly("generate", "chat");
    assertThat(report.memoryPlans().stream().map(MemoryPlan::precision).toList())
        .containsExactly(Precision.FP32, Precision.INT8, Precision.INT4);
    // 2 layers, 1 head of 16 channels, keys and values, 4 bytes.
    assertThat(report.memoryPlans().get(0).cacheBytesPerToken()).isEqualTo(2 * 16 * 2 * 4);
    List<Long> weights =
        new ArrayList<>(report.memoryPlans().stream().map(MemoryPlan::weightBytes).toList());
    Collections.reverse(weights);
    assertThat(weights).isSorted();
  }
}
