package io.github.langres.models.family;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every architecture and head against transformers, on tiny random checkpoints. */
class EncoderGoldenTest {
  private static final double TOLERANCE = 1e-4;

  private static final double ROUNDING = 1e-5;

  /** A fault of one token moves the goldens by more than this. */
  private static final double FAULT = 5e-3;

  static List<Golden> goldens() {
    return Golden.all();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void rowsAlone_matchTransformers(Golden golden) {
    try (Runs runs = golden.open(BuildOptions.defaults())) {
      for (int i = 0; i < golden.rows().size(); i++) {
        Map<String, Runs.Output> outputs = runs.run(List.of(golden.rows().get(i)));
        assertThat(difference(golden, i, 1, 0, outputs, golden.rows().get(i).ids().length))
            .as("row %s", i)
            .isLessThan(TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void rowsInPaddedBatch_matchTransformers(Golden golden) {
    try (Runs runs = golden.open(BuildOptions.defaults())) {
      Map<String, Runs.Output> outputs = runs.run(golden.rows());
      int rows = golden.rows().size();
      int padded = golden.rows().stream().mapToInt(row -> row.ids().length).max().orElseThrow();
      for (int i = 0; i < rows; i++) {
        assertThat(difference(golden, i, rows, i, outputs, padded))
            .as("row %s", i)
            .isLessThan(TOLERANCE);
      }
    }
  }

  /** Padding and neighbours change no row by more than rounding. */
  @ParameterizedTest
  @MethodSource("goldens")
  void rowAlone_equalsRowInPaddedBatch(Golden golden) {
    try (Runs runs = golden.open(BuildOptions.defaults())) {
      Map<String, Runs.Output> batch = runs.run(golden.rows());
      int rows = golden.rows().size();
      int padded = golden.rows().stream().mapToInt(row -> row.ids().length).max().orElseThrow();
      for (int i = 0; i < rows; i++) {
        int place = i;
        int tokens = golden.rows().get(i).ids().length;
        runs.run(List.of(golden.rows().get(i)))
            .forEach(
                (name, alone) ->
                    assertThat(
                            Runs.maxDifference(
                                alone.data(), batch.get(name).row(place, rows, padded, tokens)))
                        .as("row %s of %s", place, name)
                        .isLessThan(ROUNDING));
      }
    }
  }

  /** The comparison has the power to see one wrong token. */
  @ParameterizedTest
  @MethodSource("goldens")
  void control_anotherFirstToken_isSeen(Golden golden) {
    try (Runs runs = golden.open(BuildOptions.defaults())) {
      Runs.Row row = golden.rows().get(0);
      long[] ids = row.ids().clone();
      ids[0] = ids[0] > 7 ? ids[0] - 7 : ids[0] + 7;
      Map<String, Runs.Output> outputs = runs.run(List.of(new Runs.Row(ids, row.typeIds())));
      assertThat(difference(golden, 0, 1, 0, outputs, ids.length)).isGreaterThan(FAULT);
    }
  }

  private static double difference(
      Golden golden, int row, int rows, int place, Map<String, Runs.Output> outputs, int padded) {
    Map<String, float[]> expected = golden.outputs().get(row);
    assertThat(outputs).containsOnlyKeys(expected.keySet());
    double worst = 0;
    for (Map.Entry<String, float[]> entry : expected.entrySet()) {
      float[] actual =
          outputs.get(entry.getKey()).row(place, rows, padded, golden.rows().get(row).ids().length);
      worst = Math.max(worst, Runs.maxDifference(actual, entry.getValue()));
    }
    return worst;
  }
}
