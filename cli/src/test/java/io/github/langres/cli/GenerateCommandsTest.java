package io.github.langres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.models.BuiltModel;
import io.github.langres.models.ModelSource;
import io.github.langres.models.Precision;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that write: their keys, their options, their errors. */
class GenerateCommandsTest {
  private static final String MODEL = CommandRun.golden("generation/model-chatml");
  private static final String ENCODER = CommandRun.golden("onnx/camembert-base");
  private static final JsonObject EXPECTED = Json.read(Path.of(MODEL, "expected.json"), 1 << 24);
  private static final String CHAT =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"Bonjour !\"}]}\n";

  private static JsonObject first(String key) {
    return JsonObject.object(key, EXPECTED.listOrEmpty(key).get(0));
  }

  @Test
  void generate_promptsAndMessages_giveTheContractsKeys() {
    CommandRun run =
        CommandRun.of(
            "{\"prompt\":\"Le chat dort sur\"}\n" + CHAT,
            "generate",
            "--max-new-tokens",
            "48",
            "--model",
            MODEL);
    assertThat(run.status()).isZero();
    assertThat(run.json()).hasSize(2);
    for (int i = 0; i < 2; i++) {
      JsonObject line = run.json().get(i);
      JsonObject expected = first(i == 0 ? "prompts" : "chats");
      assertThat(line.keys())
          .containsExactly("text", "ids", "finishReason", "promptTokens", "completionTokens");
      assertThat(line.listOrEmpty("ids")).isEqualTo(expected.listOrEmpty("ids"));
      assertThat(line.string("text")).isEqualTo(expected.string("text"));
      assertThat(line.integer("promptTokens")).isEqualTo(expected.listOrEmpty("promptIds").size());
      assertThat(line.integer("completionTokens")).isEqualTo(line.listOrEmpty("ids").size());
      assertThat(line.string("finishReason")).isIn("length", "eos");
    }
  }

  @Test
  void generate_plainText_isAPrompt() {
    CommandRun run =
        CommandRun.of(
            "Le chat dort sur\n",
            "generate",
            "--text",
            "--max-new-tokens",
            "5",
            "--logprobs",
            "2",
            "--model",
            MODEL);
    JsonObject line = run.json().get(0);
    assertThat(line.listOrEmpty("ids"))
        .isEqualTo(first("prompts").listOrEmpty("ids").subList(0, 5));
    List<JsonObject> steps =
        line.listOrEmpty("logprobs").stream().map(s -> JsonObject.object("step", s)).toList();
    assertThat(steps).hasSize(5);
    assertThat(steps.get(0).keys()).containsExactly("id", "token", "logprob", "top");
    assertThat(steps.get(0).listOrEmpty("top")).hasSize(2);
    assertThat(JsonObject.object("top", steps.get(0).listOrEmpty("top").get(0)).keys())
        .containsExactly("id", "token", "logprob");
  }

  @Test
  void generate_options_change() {
    String text = first("prompts").string("text");
    String stop = text.substring(4, 7);
    CommandRun stopped =
        CommandRun.of("Le chat dort sur\n", "generate", "--text", "--stop", stop, "--model", MODEL);
    assertThat(stopped.json().get(0).string("finishReason")).isEqualTo("stop");
    assertThat(stopped.json().get(0).string("text"))
        .isEqualTo(text.substring(0, text.indexOf(stop)));
    String[] sampled = {
      "generate",
      "--text",
      "--temperature",
      "1.4",
      "--top-k",
      "40",
      "--top-p",
      "0.95",
      "--min-p",
      "0.01",
      "--repetition-penalty",
      "1.1",
      "--seed",
      "12",
      "--max-new-tokens",
      "20",
      "--model",
      MODEL
    };
    String once = CommandRun.of("Le chat\n", sampled).out();
    assertThat(CommandRun.of("Le chat\n", sampled).out()).isEqualTo(once);
  }

  @Test
  void generate_badLines_giveErrorsInTheirPlace() {
    String long_ = "{\"prompt\":\"" + "le chat ".repeat(900) + "\"}\n";
    CommandRun run =
        CommandRun.of(
            "{}\n" + long_ + "{\"prompt\":\"a\",\"messages\":[]}\n" + CHAT,
            "generate",
            "--max-new-tokens",
            "2",
            "--model",
            MODEL);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.json().get(0).string("error")).contains("\"prompt\" or \"messages\"");
    assertThat(run.json().get(1).string("error")).contains("1024");
    assertThat(run.json().get(2).keys()).containsExactly("error");
    assertThat(run.json().get(3).keys()).contains("text");
  }

  @Test
  void generate_stream_printsTheTextAsItComes() {
    CommandRun run =
        CommandRun.of(CHAT, "generate", "--stream", "--max-new-tokens", "48", "--model", MODEL);
    assertThat(run.status()).isZero();
    assertThat(run.out().stripTrailing()).isEqualTo(first("chats").string("text").stripTrailing());
  }

  @Test
  void generate_usageErrors_areStatusTwo() {
    assertThat(CommandRun.of("", "generate", "--temperature", "-1", "--model", MODEL).status())
        .isEqualTo(2);
    assertThat(CommandRun.of("", "generate", "--top-p", "0", "--model", MODEL).status())
        .isEqualTo(2);
    assertThat(CommandRun.of("", "generate", "--logprobs", "-2", "--model", MODEL).status())
        .isEqualTo(2);
    assertThat(CommandRun.of("", "generate", "--stop", "", "--model", MODEL).status()).isEqualTo(2);
  }

  @Test
  void wrongKindOfModel_isOneLineThatNamesTheRightTask() {
    CommandRun encoder = CommandRun.of("a\n", "generate", "--text", "--model", ENCODER);
    assertThat(encoder.status()).isEqualTo(1);
    assertThat(encoder.err().lines()).hasSize(1);
    assertThat(encoder.err()).contains("encoder");
    CommandRun generator = CommandRun.of("a\n", "embed", "--text", "--model", MODEL);
    assertThat(generator.status()).isEqualTo(1);
    assertThat(generator.err()).contains("langres generate");
  }

  @Test
  void forward_generator_givesTheScoresOfEveryToken() {
    CommandRun run =
        CommandRun.of("{\"ids\":[5,6,7]}\n{\"text\":\"Le chat\"}\n", "forward", "--model", MODEL);
    assertThat(run.status()).isZero();
    assertThat(run.json().get(0).listOrEmpty("shape").get(0)).isEqualTo(3L);
    assertThat(run.json().get(0).listOrEmpty("data")).hasSize(3 * size(run.json().get(0)));
  }

  private static int size(JsonObject line) {
    return ((Long) line.listOrEmpty("shape").get(1)).intValue();
  }

  @Test
  void chat_lines_areAnsweredWithHistory() {
    CommandRun run =
        CommandRun.of(
            "Bonjour !\n/aide\nEncore ?\n/nouveau\nBonjour !\n/quitter\njamais\n",
            "chat",
            "--max-new-tokens",
            "4",
            "--model",
            MODEL);
    assertThat(run.status()).isZero();
    String[] answers = run.out().split("\n", -1);
    assertThat(run.out()).isNotEmpty();
    assertThat(answers).isNotEmpty();
    String once =
        CommandRun.of("Bonjour !\n", "chat", "--max-new-tokens", "4", "--model", MODEL).out();
    assertThat(run.out()).startsWith(once).endsWith(once);
    assertThat(run.out().length()).isGreaterThan(2 * once.length());
  }

  @Test
  void generate_builtFolder_opensWithoutPrecision(@TempDir Path temp) {
    BuiltModel.build(ModelSource.of(MODEL), temp, Precision.INT4);
    CommandRun run =
        CommandRun.of(CHAT, "generate", "--max-new-tokens", "3", "--model", temp.toString());
    assertThat(run.status()).isZero();
    assertThat(run.json().get(0).listOrEmpty("ids")).isNotEmpty();
    JsonObject report = CommandRun.of("", "inspect", "--json", temp.toString()).json().get(0);
    assertThat(report.listOrEmpty("memoryPlans")).hasSize(1);
  }

  @Test
  void inspect_generator_printsItsMemory() {
    JsonObject report = CommandRun.of("", "inspect", "--json", MODEL).json().get(0);
    assertThat(report.listOrEmpty("tasks")).isEqualTo(List.of("generate", "chat"));
    assertThat(JsonObject.object("plan", report.listOrEmpty("memoryPlans").get(0)).keys())
        .containsExactly(
            "precision",
            "weightBytes",
            "cacheBytesPerThousandTokens",
            "contextTokens",
            "peakBytes");
  }
}
