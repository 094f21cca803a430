package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Entities and answers give what Python gives, offsets in UTF-16 units. */
class SpanGoldenTest {

  @TestFactory
  List<DynamicTest> entities_golden_equalTransformers() throws Exception {
    return TaskGoldens.tests(
        "ner-",
        6,
        (folder, expected, results) -> {
          List<String> texts = results.stream().map(result -> result.string("text")).toList();
          try (TokenClassifier classifier = TokenClassifier.open(folder)) {
            for (String name : TaskGoldens.strings(expected, "aggregations")) {
              Aggregation aggregation = Aggregation.parse(name);
              List<Entities> together = classifier.entities(texts, aggregation);
              for (int i = 0; i < texts.size(); i++) {
                List<JsonObject> golden = Goldens.objects(results.get(i), name);
                sameEntities(name, together.get(i), golden);
                sameEntities(name, classifier.entities(texts.get(i), aggregation), golden);
              }
            }
          }
        });
  }

  private static void sameEntities(String how, Entities actual, List<JsonObject> golden) {
    assertThat(actual.tokensLeftOut()).isZero();
    assertThat(actual.entities())
        .as(how)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("score")
        .containsExactlyElementsOf(
            golden.stream()
                .map(
                    entity ->
                        new Entity(
                            entity.string("label"),
                            TaskGoldens.score(entity),
                            entity.integer("start"),
                            entity.integer("end"),
                            entity.string("text")))
                .toList());
    for (int i = 0; i < golden.size(); i++) {
      assertThat(actual.entities().get(i).score())
          .isCloseTo(TaskGoldens.score(golden.get(i)), within(Goldens.TOLERANCE));
    }
  }

  @TestFactory
  List<DynamicTest> answers_golden_equalTransformers() throws Exception {
    return TaskGoldens.tests(
        "qa-",
        2,
        (folder, expected, results) -> {
          try (QuestionAnswerer answerer = QuestionAnswerer.open(folder)) {
            for (JsonObject result : results) {
              AnswerOptions options =
                  new AnswerOptions(
                      result.integer("maxLength"),
                      result.integer("docStride"),
                      result.integer("maxAnswerLength"),
                      result.booleanOr("noAnswer", false),
                      result.integer("topK"));
              QuestionAnswerer.Question question =
                  new QuestionAnswerer.Question(
                      result.string("question"), result.string("context"));
              sameAnswers(
                  answerer.answers(List.of(question), options).get(0),
                  Goldens.objects(result, "answers"));
            }
          }
        });
  }

  private static void sameAnswers(List<Answer> actual, List<JsonObject> golden) {
    assertThat(actual).hasSameSizeAs(golden);
    for (int i = 0; i < golden.size(); i++) {
      JsonObject answer = golden.get(i);
      assertThat(actual.get(i))
          .isEqualTo(
              new Answer(
                  answer.string("answer"),
                  actual.get(i).score(),
                  answer.integer("start"),
                  answer.integer("end")));
      assertThat(actual.get(i).score())
          .isCloseTo(TaskGoldens.score(answer), within(Goldens.TOLERANCE));
    }
  }
}
