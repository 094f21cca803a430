package io.github.langres.models.family;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pooling inside the graph against the same in Java over the hidden states. */
class SentenceVectorsTest {

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void pooling_inPaddedBatch_equalsPoolingOfHiddenStates(Pooling pooling) {
    for (String name : List.of("camembert-base", "deberta-camemberta", "modernbert-base")) {
      Golden golden = Golden.named(name);
      try (Runs runs = golden.open(BuildOptions.defaults().withPooling(pooling, false))) {
        Runs.Output vectors = runs.run(golden.rows()).get("sentence_embedding");
        int rows = golden.rows().size();
        for (int row = 0; row < rows; row++) {
          float[] expected = pooled(golden, row, pooling);
          float[] actual = vectors.row(row, rows, -1, -1);
          assertThat(Runs.maxDifference(actual, expected)).as(name).isLessThan(1e-4);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert-base", "eurobert-base"})
  void normalize_vectors_haveLengthOne(String name) {
    Golden golden = Golden.named(name);
    try (Runs runs = golden.open(BuildOptions.defaults().withPooling(Pooling.MEAN, true))) {
      Runs.Output vectors = runs.run(golden.rows()).get("sentence_embedding");
      float[] first = vectors.row(0, golden.rows().size(), -1, -1);
      double square = 0;
      for (float x : first) {
        square += x * x;
      }
      assertThat(square).isBetween(1 - 1e-5, 1 + 1e-5);
      assertThat(Runs.cosine(first, pooled(golden, 0, Pooling.MEAN))).isGreaterThan(1 - 1e-6);
    }
  }

  private static float[] pooled(Golden golden, int row, Pooling pooling) {
    float[] hidden = golden.outputs().get(row).get("last_hidden_state");
    int tokens = golden.rows().get(row).ids().length;
    int width = hidden.length / tokens;
    float[] pooled = new float[width];
    for (int i = 0; i < width; i++) {
      double sum = 0;
      float largest = Float.NEGATIVE_INFINITY;
      for (int token = 0; token < tokens; token++) {
        sum += hidden[token * width + i];
        largest = Math.max(largest, hidden[token * width + i]);
      }
      pooled[i] =
          switch (pooling) {
            case MEAN -> (float) (sum / tokens);
            case CLS -> hidden[i];
            case MAX -> largest;
          };
    }
    return pooled;
  }
}
