package io.github.langres.models.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.models.graph.Precision;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The int8 graph of every golden against its float32 results. */
class PrecisionTest {

  static List<Golden> goldens() {
    return Golden.all();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void int8_isNearFloat32(Golden golden) {
    try (Runs runs = golden.open(BuildOptions.defaults().withPrecision(Precision.INT8))) {
      double[] sums = new double[3];
      for (int i = 0; i < golden.rows().size(); i++) {
        Map<String, Runs.Output> outputs = runs.run(List.of(golden.rows().get(i)));
        golden
            .outputs()
            .get(i)
            .forEach((name, expected) -> accumulate(sums, outputs.get(name).data(), expected));
      }
      assertThat(sums[0] / Math.sqrt(sums[1] * sums[2])).as("cosine").isGreaterThan(0.98);
    }
  }

  private static void accumulate(double[] sums, float[] a, float[] b) {
    for (int i = 0; i < a.length; i++) {
      sums[0] += a[i] * b[i];
      sums[1] += a[i] * a[i];
      sums[2] += b[i] * b[i];
    }
  }
}
