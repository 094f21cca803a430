package io.github.langres.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.langres.models.MemoryPlan;
import io.github.langres.models.ModelReport;
import io.github.langres.models.ModelSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "inspect",
    description = "What a model folder is, what it can do, and what is wrong with it.")
final class Inspect implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      description = "Model folder, or fr-mini-encoder or fr-mini-generator.")
  private String folder = "";

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @SuppressWarnings("UnusedVariable") // Failures looks for the option itself
  @Option(names = "--verbose", description = "Print the stack trace of a failure.")
  private boolean verbose;

  @Override
  public Integer call() throws IOException {
    ModelReport report = ModelReport.inspect(ModelSource.of(folder));
    if (json) {
      JsonLines out = new JsonLines(System.in, System.out, false);
      out.write(generator -> write(generator, report));
      out.flush();
    } else {
      PrintWriter out = Terminal.out();
      print(out, report);
      out.flush();
    }
    return 0;
  }

  private static void print(PrintWriter out, ModelReport report) {
    line(out, "model", report.source());
    line(
        out,
        "family",
        report.modelType()
            + (report.architectures().isEmpty()
                ? ""
                : " (" + String.join(", ", report.architectures()) + ")"));
    line(out, "weights", weights(report));
    line(
        out,
        "shape",
        "%d layers, hidden %d, vocabulary %d, up to %d tokens"
            .formatted(
                report.layers(), report.hiddenSize(), report.vocabularySize(), report.maxTokens()));
    memory(out, report);
    line(out, "tokenizer", report.tokenizer());
    if (!report.labels().isEmpty()) {
      line(out, "labels", String.join(", ", report.labels()));
    }
    line(out, "tasks", report.tasks().isEmpty() ? "none" : String.join(", ", report.tasks()));
    for (ModelReport.FileEntry file : report.files()) {
      line(out, "file", file.name() + "  " + Terminal.bytes(file.bytes()));
    }
    for (String problem : report.problems()) {
      line(out, "problem", problem);
    }
  }

  private static void memory(PrintWriter out, ModelReport report) {
    if (report.memoryPlans().isEmpty()) {
      line(
          out,
          "memory",
          report.memoryBytes() == 0
              ? "unknown"
              : Terminal.bytes(report.memoryBytes()) + " open, in fp32");
    }
    for (MemoryPlan plan : report.memoryPlans()) {
      line(
          out,
          "memory",
          "%-5s weights %s, KV cache %s a thousand tokens, peak %s"
              .formatted(
                  plan.precision(),
                  Terminal.bytes(plan.weightBytes()),
                  Terminal.bytes(plan.cacheBytesPerThousandTokens()),
                  Terminal.bytes(plan.peakBytes())));
    }
  }

  private static String weights(ModelReport report) {
    if (report.parameters() == 0) {
      return report.format();
    }
    return "%s, %s parameters, %s on disk"
        .formatted(
            report.format(),
            String.format(Locale.ROOT, "%,d", report.parameters()),
            Terminal.bytes(report.weightBytes()));
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf(Locale.ROOT, "%-10s %s%n", name, value);
  }

  private static void write(JsonGenerator json, ModelReport report) throws IOException {
    json.writeStringField("source", report.source());
    json.writeStringField("modelType", report.modelType());
    strings(json, "architectures", report.architectures());
    json.writeStringField("format", report.format());
    json.writeNumberField("parameters", report.parameters());
    json.writeNumberField("weightBytes", report.weightBytes());
    json.writeNumberField("memoryBytes", report.memoryBytes());
    json.writeNumberField("layers", report.layers());
    json.writeNumberField("hiddenSize", report.hiddenSize());
    json.writeNumberField("vocabularySize", report.vocabularySize());
    json.writeNumberField("maxTokens", report.maxTokens());
    json.writeStringField("tokenizer", report.tokenizer());
    strings(json, "labels", report.labels());
    json.writeArrayFieldStart("memoryPlans");
    for (MemoryPlan plan : report.memoryPlans()) {
      json.writeStartObject();
      json.writeStringField("precision", plan.precision().toString());
      json.writeNumberField("weightBytes", plan.weightBytes());
      json.writeNumberField("cacheBytesPerThousandTokens", plan.cacheBytesPerThousandTokens());
      json.writeNumberField("contextTokens", plan.contextTokens());
      json.writeNumberField("peakBytes", plan.peakBytes());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("files");
    for (ModelReport.FileEntry file : report.files()) {
      json.writeStartObject();
      json.writeStringField("name", file.name());
      json.writeNumberField("bytes", file.bytes());
      json.writeEndObject();
    }
    json.writeEndArray();
    strings(json, "tasks", report.tasks());
    strings(json, "problems", report.problems());
  }

  private static void strings(JsonGenerator json, String field, List<String> values)
      throws IOException {
    json.writeFieldName(field);
    json.writeArray(values.toArray(new String[0]), 0, values.size());
  }
}
