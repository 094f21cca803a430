package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Classification, zero-shot classification, ranking and masks give what Python gives. */
class ClassificationGoldenTest {

  @TestFactory
  List<DynamicTest> classify_golden_equalsTransformers() throws Exception {
    return TaskGoldens.tests(
        "classify-",
        4,
        (folder, expected, results) -> {
          try (TextClassifier classifier = TextClassifier.open(folder)) {
            for (JsonObject result : results) {
              Classification actual =
                  result.has("pair")
                      ? classifier.classify(result.string("text"), result.string("pair"))
                      : classifier.classify(result.string("text"));
              TaskGoldens.sameLabels(actual, Goldens.objects(result, "labels"));
            }
          }
        });
  }

  @TestFactory
  List<DynamicTest> zeroShot_golden_equalsTransformers() throws Exception {
    return TaskGoldens.tests(
        "zero-shot-",
        4,
        (folder, expected, results) -> {
          try (ZeroShotClassifier classifier = ZeroShotClassifier.open(folder)) {
            for (JsonObject result : results) {
              ZeroShotOptions options =
                  new ZeroShotOptions(
                      result.string("template"), result.booleanOr("multiLabel", false));
              Classification actual =
                  classifier
                      .classify(
                          List.of("Autre texte.", result.string("text")),
                          TaskGoldens.strings(result, "labels"),
                          options)
                      .get(1);
              TaskGoldens.sameLabels(actual, Goldens.objects(result, "result"));
            }
          }
        });
  }

  @TestFactory
  List<DynamicTest> rank_golden_equalsSentenceTransformers() throws Exception {
    return TaskGoldens.tests(
        "rerank-",
        2,
        (folder, expected, results) -> {
          try (Reranker reranker = Reranker.open(folder)) {
            for (JsonObject result : results) {
              List<RankedDocument> ranking =
                  reranker.rank(result.string("query"), TaskGoldens.strings(result, "documents"));
              List<JsonObject> golden = Goldens.objects(result, "ranking");
              assertThat(ranking.stream().map(RankedDocument::index))
                  .containsExactlyElementsOf(
                      golden.stream().map(entry -> entry.integer("index")).toList());
              for (int i = 0; i < golden.size(); i++) {
                assertThat(ranking.get(i).score())
                    .isCloseTo(TaskGoldens.score(golden.get(i)), within(Goldens.TOLERANCE));
              }
            }
          }
        });
  }

  @TestFactory
  List<DynamicTest> fillMask_golden_equalsTransformers() throws Exception {
    return TaskGoldens.tests(
        "fill-mask-",
        3,
        (folder, expected, results) -> {
          try (FillMask fillMask = FillMask.open(folder)) {
            assertThat(fillMask.maskToken()).isEqualTo(expected.string("mask"));
            for (JsonObject result : results) {
              sameCandidates(
                  fillMask.fill(result.string("text"), result.integer("topK")),
                  Goldens.objects(result, "candidates"));
            }
            for (JsonObject result : Goldens.objects(expected, "several")) {
              List<List<MaskCandidate>> masks =
                  fillMask.fillAll(List.of(result.string("text")), result.integer("topK")).get(0);
              List<?> golden = result.listOrEmpty("masks");
              assertThat(masks).hasSameSizeAs(golden);
              for (int m = 0; m < golden.size(); m++) {
                sameCandidates(
                    masks.get(m),
                    ((List<?>) golden.get(m))
                        .stream().map(entry -> JsonObject.object("mask", entry)).toList());
              }
            }
          }
        });
  }

  private static void sameCandidates(List<MaskCandidate> actual, List<JsonObject> golden) {
    assertThat(actual).hasSameSizeAs(golden);
    for (int i = 0; i < golden.size(); i++) {
      assertThat(actual.get(i).id()).isEqualTo(golden.get(i).integer("id"));
      assertThat(actual.get(i).token()).isEqualTo(golden.get(i).string("piece"));
      assertThat(actual.get(i).text()).isEqualTo(golden.get(i).string("text"));
      assertThat(actual.get(i).score())
          .isCloseTo(TaskGoldens.score(golden.get(i)), within(Goldens.TOLERANCE));
    }
  }
}
