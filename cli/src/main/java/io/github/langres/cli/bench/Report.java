package io.github.langres.cli.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark found.
 *
 * @param header the machine, the model, the settings: what the figures depend on
 */
public record Report(Map<String, String> header, List<Table> tables) {
  public Report {
    tables = List.copyOf(tables);
  }

  /** Prints Markdown, to paste. */
  public void markdown(PrintWriter out) {
    header.forEach((name, value) -> out.println("* " + name + ": " + value));
    for (Table table : tables) {
      out.println();
      out.println("**" + table.title() + "**");
      out.println();
      out.println("| " + String.join(" | ", table.columns()) + " |");
      out.println("|" + "---|".repeat(table.columns().size()));
      for (List<@Nullable Object> row : table.rows()) {
        out.println(row.stream().map(Report::cell).collect(Collectors.joining(" | ", "| ", " |")));
      }
    }
  }

  private static String cell(@Nullable Object value) {
    if (value == null) {
      return "-";
    }
    if (value instanceof Double number) {
      double size = Math.abs(number);
      // A cosine is read by its distance from 1.
      String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size > 1 ? "%.2f" : "%.4f";
      return String.format(Locale.ROOT, format, number);
    }
    return value.toString();
  }

  /** Prints one JSON object; a row is an object by column. */
  public void json(PrintWriter out) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeObjectFieldStart("header");
      for (Map.Entry<String, String> entry : header.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("tables");
      for (Table table : tables) {
        write(json, table);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void write(JsonGenerator json, Table table) throws IOException {
    json.writeStartObject();
    json.writeStringField("title", table.title());
    json.writeArrayFieldStart("rows");
    for (List<@Nullable Object> row : table.rows()) {
      json.writeStartObject();
      for (int i = 0; i < row.size(); i++) {
        json.writeFieldName(table.columns().get(i));
        Object value = row.get(i);
        if (value instanceof Number number) {
          json.writeNumber(number.doubleValue());
        } else if (value == null) {
          json.writeNull();
        } else {
          json.writeString(value.toString());
        }
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
