package io.github.langres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.cli.bench.RandomCheckpoint;
import io.github.langres.cli.bench.Report;
import io.github.langres.cli.bench.Shape;
import io.github.langres.cli.bench.Table;
import io.github.langres.models.ModelReport;
import io.github.langres.models.ModelSource;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code langres bench} prints; the figures themselves are no test's business. */
class BenchTest {
  @TempDir private Path folder;

  @Test
  void report_ofMissingValues_printsThemAsSuch() throws Exception {
    Table table =
        new Table(
            "Essai",
            List.of("way", "s", "share"),
            List.of(Arrays.asList("fp32", 0.123456, null), Arrays.asList("int8", 1234.5, 12.34)));
    Report report = new Report(Map.of("machine", "celle-ci"), List.of(table));
    StringWriter markdown = new StringWriter();
    report.markdown(new PrintWriter(markdown, true));
    assertThat(markdown.toString().lines())
        .contains("* machine: celle-ci", "| fp32 | 0.1235 | - |", "| int8 | 1,235 | 12.3 |");
    StringWriter json = new StringWriter();
    report.json(new PrintWriter(json, true));
    JsonObject parsed = Json.parseObject("report", json.toString());
    assertThat(parsed.objectOrEmpty("header").string("machine")).isEqualTo("celle-ci");
    assertThat(parsed.listOrEmpty("tables")).hasSize(1);
  }

  @Test
  void randomCheckpoint_ofAShape_hasTheParametersOfTheRealModel() throws Exception {
    RandomCheckpoint.write(Shape.CAMEMBERT_BASE, folder);
    ModelReport report = ModelReport.inspect(ModelSource.folder(folder));
    assertThat(report.problems()).isEmpty();
    // CamembertModel without its pooler, counted in transformers.
    assertThat(report.parameters()).isEqualTo(110_031_360L);
    assertThat(report.tasks()).contains("embed");
  }

  @Test
  void bench_ofAShapeAndAModel_isAUsageError() {
    CommandRun run = CommandRun.of("", "bench", "--shape", "camembert-base", "--model", "x");
    assertThat(run.status()).isEqualTo(2);
    assertThat(CommandRun.of("", "bench", "--shape", "camembert").status()).isEqualTo(2);
    assertThat(CommandRun.of("", "bench", "--model", "x", "--rounds", "0").status()).isEqualTo(2);
  }
}
