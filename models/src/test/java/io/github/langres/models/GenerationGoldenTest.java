package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.langres.models.ForwardPass.FloatTensor;
import io.github.langres.tokenizer.chat.Message;
import io.github.langres.tokenizer.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Greedy texts are those of {@code transformers}, from the prompt's ids to the last character. */
class GenerationGoldenTest {

  private static Path folder(String name) {
    return Path.of("src/test/resources/goldens/generation", name);
  }

  private static GenerateOptions options(JsonObject expected, JsonObject entry) {
    JsonObject given = entry.objectOrEmpty("options");
    GenerateOptions options =
        GenerateOptions.defaults().withMaxNewTokens(expected.integer("newTokens")).withLogprobs(3);
    if (given.has("repetition_penalty")) {
      options = options.withRepetitionPenalty(given.numberOr("repetition_penalty", 1));
    }
    return given.has("no_repeat_ngram_size")
        ? options.withNoRepeatNgramSize(given.integer("no_repeat_ngram_size"))
        : options;
  }

  @ParameterizedTest
  @ValueSource(strings = {"model-chatml", "model-sp"})
  void generate_prompts_areThoseOfTransformers(String name) {
    JsonObject expected = Goldens.expected(folder(name));
    try (TextGenerator generator = TextGenerator.open(folder(name))) {
      for (JsonObject entry : Goldens.objects(expected, "prompts")) {
        StringBuilder streamed = new StringBuilder();
        Generation answer =
            generator.generate(
                entry.string("prompt"),
                options(expected, entry),
                token -> streamed.append(token.text()));
        same(answer, entry);
        assertThat(streamed.toString()).isEqualTo(answer.text());
        logprobs(answer, entry);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"model-chatml", "model-sp"})
  void generate_chats_areThoseOfTransformers(String name) {
    JsonObject expected = Goldens.expected(folder(name));
    try (TextGenerator generator = TextGenerator.open(folder(name))) {
      for (JsonObject entry : Goldens.objects(expected, "chats")) {
        List<Message> messages =
            Goldens.objects(entry, "messages").stream()
                .map(message -> new Message(message.asMap()))
                .toList();
        same(generator.generate(Chat.of(messages), options(expected, entry)), entry);
      }
    }
  }

  private static void same(Generation answer, JsonObject entry) {
    assertThat(answer.promptTokens()).isEqualTo(Goldens.ints(entry, "promptIds").length);
    assertThat(answer.ids()).containsExactly(Goldens.ints(entry, "ids"));
    assertThat(answer.text()).isEqualTo(entry.string("text"));
    assertThat(answer.finishReason())
        .isEqualTo(entry.booleanOr("eos", false) ? FinishReason.EOS : FinishReason.LENGTH);
  }

  private static void logprobs(Generation answer, JsonObject entry) {
    assertThat(answer.logprobs()).hasSize(answer.completionTokens());
    List<JsonObject> steps = Goldens.objects(entry, "logprobs");
    for (int i = 0; i < steps.size(); i++) {
      Generation.Step step = answer.logprobs().get(i);
      assertThat(step.chosen().id()).isEqualTo(answer.ids()[i]);
      assertThat((double) step.chosen().logprob())
          .isCloseTo(steps.get(i).numberOr("logprob", 1), within(1e-4));
      List<JsonObject> top = Goldens.objects(steps.get(i), "top");
      assertThat(step.top().stream().map(TokenScore::id).toList())
          .isEqualTo(top.stream().map(score -> score.integer("id")).toList());
      for (int rank = 0; rank < top.size(); rank++) {
        assertThat((double) step.top().get(rank).logprob())
            .isCloseTo(top.get(rank).numberOr("logprob", 1), within(1e-4));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"model-chatml", "model-sp"})
  void forward_everyPosition_choosesWhatWasGenerated(String name) {
    JsonObject entry = Goldens.objects(Goldens.expected(folder(name)), "prompts").get(0);
    int[] prompt = Goldens.ints(entry, "promptIds");
    int[] ids = Goldens.ints(entry, "ids");
    int[] all = new int[prompt.length + ids.length];
    System.arraycopy(prompt, 0, all, 0, prompt.length);
    System.arraycopy(ids, 0, all, prompt.length, ids.length);
    try (ForwardPass pass = ForwardPass.open(folder(name))) {
      FloatTensor logits = pass.forward(all, new int[0]);
      int vocabulary = (int) logits.shape()[1];
      assertThat(logits.shape()[0]).isEqualTo(all.length);
      List<Integer> best = new ArrayList<>();
      for (int i = prompt.length - 1; i < all.length - 1; i++) {
        int most = 0;
        for (int id = 1; id < vocabulary; id++) {
          if (logits.data()[i * vocabulary + id] > logits.data()[i * vocabulary + most]) {
            most = id;
          }
        }
        best.add(most);
      }
      // Suppressed ids may score highest; they are not given.
      for (int i = 0; i < ids.length; i++) {
        assertThat(best.get(i)).isIn(ids[i], 7, 300);
      }
    }
  }
}
