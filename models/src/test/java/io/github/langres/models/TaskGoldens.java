package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.langres.models.Classification.ScoredLabel;
import io.github.langres.tokenizer.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;

/** What the replays of the task goldens share. */
final class TaskGoldens {
  private TaskGoldens() {}

  /** A check of one case: its folder, and its results. */
  @FunctionalInterface
  interface Replay {
    void run(Path folder, JsonObject expected, List<JsonObject> results);
  }

  /** A test for each case of that prefix; fails when there are fewer than so many. */
  static List<DynamicTest> tests(String prefix, int atLeast, Replay replay) throws Exception {
    List<Path> cases =
        Goldens.cases("tasks").stream()
            .filter(folder -> folder.getFileName().toString().startsWith(prefix))
            .toList();
    assertThat(cases).as("goldens of %s", prefix).hasSizeGreaterThanOrEqualTo(atLeast);
    return cases.stream()
        .map(
            folder ->
                DynamicTest.dynamicTest(
                    folder.getFileName().toString(),
                    () -> {
                      JsonObject expected = Goldens.expected(folder);
                      List<JsonObject> results = Goldens.objects(expected, "results");
                      assertThat(results).isNotEmpty();
                      replay.run(folder, expected, results);
                    }))
        .toList();
  }

  static float score(JsonObject json) {
    return (float) json.numberOr("score", Double.NaN);
  }

  static List<String> strings(JsonObject json, String key) {
    return json.listOrEmpty(key).stream().map(String::valueOf).toList();
  }

  static void sameLabels(Classification actual, List<JsonObject> expected) {
    assertThat(actual.labels().stream().map(ScoredLabel::label))
        .containsExactlyElementsOf(expected.stream().map(label -> label.string("label")).toList());
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.labels().get(i).score())
          .isCloseTo(score(expected.get(i)), within(Goldens.TOLERANCE));
    }
  }
}
