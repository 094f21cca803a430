package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.langres.tokenizer.json.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Dense, sparse and token embeddings give what Python gives. */
class EmbeddingGoldenTest {

  @TestFactory
  List<DynamicTest> embed_golden_equalsSentenceTransformers() throws Exception {
    return TaskGoldens.tests("st-", 17, EmbeddingGoldenTest::sentences);
  }

  private static void sentences(Path folder, JsonObject expected, List<JsonObject> results) {
    try (TextEmbedder embedder = TextEmbedder.open(folder)) {
      assertThat(embedder.dimensions()).isEqualTo(expected.integer("dimension"));
      for (JsonObject result : results) {
        EmbedOptions options =
            result.has("promptName")
                ? EmbedOptions.defaults().withPromptName(result.string("promptName"))
                : EmbedOptions.defaults();
        List<String> texts = List.of(result.string("text"), "Un autre texte, plus long que court.");
        same(embedder.embed(texts, options)[0], result, "embedding");
        same(embedder.embed(texts.subList(0, 1), options)[0], result, "embedding");
      }
      for (JsonObject result : Goldens.objects(expected, "truncated")) {
        int dimensions = result.integer("dimensions");
        String text = result.string("text");
        same(Arrays.copyOf(embedder.embed(text), dimensions), result, "embedding");
        EmbedOptions cut = EmbedOptions.defaults().withDimensions(dimensions);
        same(embedder.embed(List.of(text), cut)[0], result, "normalized");
      }
    }
  }

  private static void same(float[] actual, JsonObject golden, String key) {
    assertThat(Goldens.difference(actual, Goldens.floats(golden, key)))
        .as(golden.string("text"))
        .isLessThan(Goldens.TOLERANCE);
  }

  @TestFactory
  List<DynamicTest> sparse_golden_equalsReference() throws Exception {
    return TaskGoldens.tests(
        "splade-",
        1,
        (folder, expected, results) -> {
          try (SparseEmbedder embedder = SparseEmbedder.open(folder)) {
            for (JsonObject result : results) {
              float[] weights = Goldens.floats(result, "weights");
              SparseVector vector = embedder.embed(result.string("text"));
              float[] dense = new float[weights.length];
              for (int i = 0; i < vector.ids().length; i++) {
                dense[vector.ids()[i]] = vector.weights()[i];
              }
              assertThat(Goldens.difference(dense, weights)).isLessThan(Goldens.TOLERANCE);
            }
          }
        });
  }

  @TestFactory
  List<DynamicTest> maxSim_golden_equalsReference() throws Exception {
    return TaskGoldens.tests(
        "colbert-",
        1,
        (folder, expected, results) -> {
          try (TokenEmbedder embedder = TokenEmbedder.open(folder)) {
            for (JsonObject result : results) {
              float[][] query = embedder.embed(result.string("query"));
              List<float[][]> documents = embedder.embed(TaskGoldens.strings(result, "documents"));
              float[] golden = Goldens.floats(result.objectOrEmpty("queryVectors"), "data");
              assertThat(Goldens.difference(flat(query), golden)).isLessThan(Goldens.TOLERANCE);
              float[] scores = Goldens.floats(result, "scores");
              assertThat(documents).hasSize(scores.length);
              for (int i = 0; i < scores.length; i++) {
                assertThat(Similarity.maxSim(query, documents.get(i)))
                    .isCloseTo(scores[i], within(Goldens.TOLERANCE));
              }
            }
          }
        });
  }

  private static float[] flat(float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * rows[i].length, rows[i].length);
    }
    return flat;
  }
}
