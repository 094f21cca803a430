package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.langres.models.Classification.ScoredLabel;
import io.github.langres.models.ForwardPass.FloatTensor;
import io.github.langres.tokenizer.Encoding;
import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;

/** Replays every golden of a folder through the public tasks. */
final class GoldenReplay {
  private GoldenReplay() {}

  static List<DynamicTest> tests(List<Path> folders) {
    return folders.stream()
        .map(
            folder ->
                DynamicTest.dynamicTest(folder.getFileName().toString(), () -> replay(folder)))
        .toList();
  }

  private static void replay(Path folder) {
    JsonObject expected = Goldens.expected(folder);
    if (Files.exists(folder.resolve("tokenizer.json"))) {
      tokenization(folder, expected);
    }
    // Some cases read a checkpoint through another class than the one that saved it.
    if (expected.listOrEmpty("architectures").contains(expected.string("class"))) {
      forward(folder, expected);
    }
    if (expected.has("fillMask")) {
      fillMask(folder, expected);
    }
    if (expected.has("classify")) {
      classify(folder, expected);
    }
  }

  private static void tokenization(Path folder, JsonObject expected) {
    try (Tokenizer tokenizer = Tokenizer.open(folder)) {
      for (JsonObject input : Goldens.objects(expected, "inputs")) {
        Encoding encoding =
            tokenizer.encode(input.string("text"), input.stringOr("pair", null), true);
        assertThat(encoding.ids()).isEqualTo(Goldens.ints(input, "ids"));
        assertThat(encoding.typeIds()).isEqualTo(Goldens.ints(input, "typeIds"));
      }
    }
  }

  private static void forward(Path folder, JsonObject expected) {
    List<JsonObject> inputs = Goldens.objects(expected, "inputs");
    List<JsonObject> outputs = Goldens.objects(expected, "outputs");
    assertThat(outputs).isNotEmpty().hasSameSizeAs(inputs);
    try (ForwardPass pass = ForwardPass.open(folder)) {
      for (int i = 0; i < inputs.size(); i++) {
        FloatTensor tensor =
            pass.forward(
                Goldens.ints(inputs.get(i), "ids"), Goldens.ints(inputs.get(i), "typeIds"));
        assertThat(Goldens.difference(tensor.data(), data(outputs.get(i))))
            .as("%s, input %d", folder.getFileName(), i)
            .isLessThan(Goldens.TOLERANCE);
        if (outputs.get(i).has("shape")) {
          assertThat(tensor.shape())
              .containsExactly(
                  outputs.get(i).listOrEmpty("shape").stream()
                      .mapToLong(size -> (Long) size)
                      .toArray());
        }
      }
    }
  }

  private static float[] data(JsonObject output) {
    if (output.has("data")) {
      return Goldens.floats(output, "data");
    }
    float[] start = Goldens.floats(output, "startLogits");
    float[] end = Goldens.floats(output, "endLogits");
    float[] both = new float[start.length + end.length];
    System.arraycopy(start, 0, both, 0, start.length);
    System.arraycopy(end, 0, both, start.length, end.length);
    return both;
  }

  private static void fillMask(Path folder, JsonObject expected) {
    try (FillMask fillMask = FillMask.open(folder)) {
      List<JsonObject> goldens = Goldens.objects(expected, "fillMask");
      List<String> texts = goldens.stream().map(golden -> golden.string("text")).toList();
      List<List<List<MaskCandidate>>> together = fillMask.fillAll(texts, 5);
      for (int i = 0; i < goldens.size(); i++) {
        List<JsonObject> candidates = Goldens.objects(goldens.get(i), "candidates");
        List<MaskCandidate> alone = fillMask.fill(texts.get(i), candidates.size());
        assertThat(together.get(i)).hasSize(1);
        for (int c = 0; c < candidates.size(); c++) {
          float score = (float) candidates.get(c).numberOr("score", Double.NaN);
          assertThat(alone.get(c).id()).isEqualTo(candidates.get(c).integer("id"));
          assertThat(alone.get(c).score()).isCloseTo(score, within(Goldens.TOLERANCE));
          assertThat(together.get(i).get(0).get(c).id()).isEqualTo(alone.get(c).id());
        }
      }
    }
  }

  private static void classify(Path folder, JsonObject expected) {
    try (TextClassifier classifier = TextClassifier.open(folder)) {
      List<JsonObject> goldens = Goldens.objects(expected, "classify");
      List<String> texts = new ArrayList<>();
      List<JsonObject> singles = new ArrayList<>();
      for (JsonObject golden : goldens) {
        if (golden.has("pair")) {
          same(classifier.classify(golden.string("text"), golden.string("pair")), golden);
        } else {
          texts.add(golden.string("text"));
          singles.add(golden);
          same(classifier.classify(golden.string("text")), golden);
        }
      }
      List<Classification> together = classifier.classify(texts);
      for (int i = 0; i < singles.size(); i++) {
        same(together.get(i), singles.get(i));
      }
    }
  }

  private static void same(Classification actual, JsonObject golden) {
    List<JsonObject> labels = Goldens.objects(golden, "labels");
    assertThat(actual.labels()).hasSameSizeAs(labels);
    for (int i = 0; i < labels.size(); i++) {
      ScoredLabel label = actual.labels().get(i);
      assertThat(label.label()).isEqualTo(labels.get(i).string("label"));
      assertThat(label.score())
          .isCloseTo(
              (float) labels.get(i).numberOr("score", Double.NaN), within(Goldens.TOLERANCE));
    }
  }
}
