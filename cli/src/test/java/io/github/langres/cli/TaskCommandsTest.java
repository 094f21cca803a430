package io.github.langres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The commands of the tasks: their keys, their options, their errors. */
class TaskCommandsTest {
  private static final String NER = CommandRun.golden("tasks/ner-camembert-bio");
  private static final String ANSWER = CommandRun.golden("tasks/qa-camembert");
  private static final String RERANK = CommandRun.golden("tasks/rerank-camembert");
  private static final String ZERO_SHOT = CommandRun.golden("tasks/zero-shot-entailment-0");
  private static final String EMBED = CommandRun.golden("tasks/st-prompts");
  private static final String SENTENCE = "Marie Curie est née à Varsovie.\n";

  @Test
  void ner_text_givesEntitiesWithUtf16Offsets() {
    String text = "👏 Bravo à Zinédine Zidane, né à Marseille\u00a0!";
    CommandRun run = CommandRun.of(text + "\n", "ner", "--text", "--model", NER);
    assertThat(run.status()).isZero();
    JsonObject line = run.json().get(0);
    assertThat(line.keys()).containsExactly("entities");
    assertThat(objects(line, "entities"))
        .isNotEmpty()
        .allSatisfy(
            entity -> {
              assertThat(entity.keys()).containsExactly("label", "score", "start", "end", "text");
              assertThat(text.substring(entity.integer("start"), entity.integer("end")))
                  .isEqualTo(entity.string("text"));
            });
  }

  @Test
  void ner_noAggregation_isSimple() {
    String simple =
        CommandRun.of(SENTENCE, "ner", "--text", "--aggregation", "simple", "--model", NER).out();
    assertThat(CommandRun.of(SENTENCE, "ner", "--text", "--model", NER).out()).isEqualTo(simple);
    String word =
        CommandRun.of(SENTENCE, "ner", "--text", "--aggregation", "word", "--model", NER).out();
    assertThat(word).isNotEqualTo(simple);
  }

  @Test
  void ner_unknownAggregation_isAUsageError() {
    CommandRun run = CommandRun.of(SENTENCE, "ner", "--aggregation", "best", "--model", NER);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("unknown aggregation");
  }

  @Test
  void ner_longText_saysWhatWasLeftOut() {
    String line = "Marie Curie est née à Varsovie. ".repeat(40) + "\n";
    assertThat(CommandRun.of(line, "ner", "--text", "--model", NER).json().get(0).keys())
        .containsExactly("entities", "tokensLeftOut");
    CommandRun windows =
        CommandRun.of(line, "ner", "--text", "--long-text", "windows", "--model", NER);
    assertThat(windows.json().get(0).keys()).containsExactly("entities");
    CommandRun error = CommandRun.of(line, "ner", "--text", "--long-text", "error", "--model", NER);
    assertThat(error.status()).isEqualTo(1);
    assertThat(error.json().get(0).keys()).containsExactly("error");
  }

  @Test
  void answer_line_givesOneAnswer() {
    String line = "{\"question\":\"Qui dort ?\",\"context\":\"Le chat dort.\"}\n";
    CommandRun run =
        CommandRun.of(line + "{\"question\":\"Qui ?\"}\n", "answer", "--model", ANSWER);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.json().get(0).keys()).containsExactly("answer", "score", "start", "end");
    assertThat(run.json().get(1).string("error")).contains("\"context\" is missing");
    assertThat(
            CommandRun.of(line, "answer", "--max-answer-tokens", "0", "--model", ANSWER).status())
        .isEqualTo(2);
  }

  @Test
  void rerank_line_givesEveryDocumentOnce() {
    String line = "{\"query\":\"Qui dort ?\",\"documents\":[\"Le chat dort.\",\"La mer.\",\"\"]}\n";
    CommandRun run =
        CommandRun.of(
            line + "{\"query\":\"Qui ?\",\"documents\":[1]}\n", "rerank", "--model", RERANK);
    assertThat(run.status()).isEqualTo(1);
    List<JsonObject> ranking = objects(run.json().get(0), "ranking");
    assertThat(ranking).allSatisfy(e -> assertThat(e.keys()).containsExactly("index", "score"));
    assertThat(ranking.stream().map(entry -> entry.integer("index")))
        .containsExactlyInAnyOrder(0, 1, 2);
    assertThat(ranking.stream().map(entry -> -entry.numberOr("score", 0))).isSorted();
    assertThat(run.json().get(1).string("error")).contains("expected a text");
  }

  @Test
  void zeroShot_labels_areScoredAsAsked() {
    CommandRun run =
        CommandRun.of(
            SENTENCE, "zero-shot", "--text", "--labels", "science, sport", "--model", ZERO_SHOT);
    assertThat(run.status()).isZero();
    List<JsonObject> labels = objects(run.json().get(0), "labels");
    assertThat(labels.stream().map(label -> label.string("label")))
        .containsExactlyInAnyOrder("science", "sport");
    String multi =
        CommandRun.of(
                SENTENCE,
                "zero-shot",
                "--text",
                "--labels",
                "science,sport",
                "--multi-label",
                "--model",
                ZERO_SHOT)
            .out();
    assertThat(multi).isNotEqualTo(run.out());
  }

  @Test
  void zeroShot_noLabelsOrNoPlace_areUsageErrors() {
    assertThat(CommandRun.of("", "zero-shot", "--model", ZERO_SHOT).status()).isEqualTo(2);
    assertThat(
            CommandRun.of("", "zero-shot", "--labels", "a", "--template", "x", "--model", ZERO_SHOT)
                .status())
        .isEqualTo(2);
    assertThat(CommandRun.of("", "zero-shot", "--labels", "a,,b", "--model", ZERO_SHOT).status())
        .isEqualTo(2);
  }

  @Test
  void embed_promptAndDimensions_changeTheVector() {
    JsonObject plain = CommandRun.of("Oui\n", "embed", "--text", "--model", EMBED).json().get(0);
    JsonObject query =
        CommandRun.of("Oui\n", "embed", "--text", "--prompt-name", "query", "--model", EMBED)
            .json()
            .get(0);
    assertThat(query.listOrEmpty("embedding"))
        .hasSize(16)
        .isNotEqualTo(plain.listOrEmpty("embedding"));
    CommandRun cut =
        CommandRun.of("Oui\n", "embed", "--text", "--dimensions", "4", "--model", EMBED);
    assertThat(cut.json().get(0).listOrEmpty("embedding")).hasSize(4);
  }

  @Test
  void embed_whatTheFolderLacks_isOneLineAndStatusOne() {
    CommandRun prompt =
        CommandRun.of("Oui\n", "embed", "--text", "--prompt-name", "x", "--model", EMBED);
    assertThat(prompt.status()).isEqualTo(1);
    assertThat(prompt.out()).isEmpty();
    assertThat(prompt.err()).startsWith("langres: ").contains("query");
    CommandRun dimensions =
        CommandRun.of("Oui\n", "embed", "--text", "--dimensions", "17", "--model", EMBED);
    assertThat(dimensions.status()).isEqualTo(1);
    assertThat(dimensions.err().lines()).hasSize(1);
  }

  @Test
  void inspect_tasks_areNamedAsTheirCommands() {
    assertThat(tasks(NER)).contains("ner");
    assertThat(tasks(ANSWER)).contains("answer");
    assertThat(tasks(RERANK)).contains("classify", "rerank");
    assertThat(tasks(ZERO_SHOT)).contains("classify", "zero-shot");
  }

  private static List<String> tasks(String folder) {
    JsonObject report = CommandRun.of("", "inspect", "--json", folder).json().get(0);
    return report.listOrEmpty("tasks").stream().map(String::valueOf).toList();
  }

  private static List<JsonObject> objects(JsonObject line, String key) {
    return line.listOrEmpty(key).stream().map(entry -> JsonObject.object(key, entry)).toList();
  }
}
