package io.github.langres.models.built;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.github.langres.models.ModelException;
import io.github.langres.models.Precision;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonException;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a built folder holds: {@value #FILE}.
 *
 * @param precision the numbers that its graphs multiply in
 * @param runtime the ONNX Runtime version it was built with
 * @param graphs the graph file of each head, by head name
 * @param prepacked the same graphs with weights packed for one processor, if asked for
 * @param files the SHA-256 of every file that a graph depends on, in hexadecimal, by name relative
 *     to the model folder
 */
public record BuiltManifest(
    Precision precision,
    String runtime,
    Map<String, String> graphs,
    Optional<Prepacked> prepacked,
    Map<String, String> files) {
  /** Where it lies in a model folder. */
  public static final String FILE = "langres/manifest.json";

  private static final int FORMAT = 1;
  private static final long MAX_BYTES = 1 << 20;

  public BuiltManifest {
    graphs = Map.copyOf(graphs);
    files = Map.copyOf(files);
  }

  /**
   * @param processor that the weights were packed for
   * @param graphs the graph file of each head, by head name
   */
  public record Prepacked(String processor, Map<String, String> graphs) {
    public Prepacked {
      graphs = Map.copyOf(graphs);
    }
  }

  /**
   * Reads the manifest of a model folder that has one.
   *
   * @throws ModelException.Folder when it is damaged, or written by a newer Langres
   */
  static BuiltManifest read(Path folder) {
    try {
      JsonObject json = Json.read(folder.resolve(FILE), MAX_BYTES);
      if (json.integer("format") != FORMAT) {
        throw new ModelException.Folder(
            folder
                + ": "
                + FILE
                + " has format "
                + json.integer("format")
                + "; this version reads "
                + FORMAT
                + ". Build the folder again");
      }
      return new BuiltManifest(
          Precision.parse(json.string("precision")),
          json.string("runtime"),
          strings(json, "graphs"),
          prepacked(json),
          strings(json, "files"));
    } catch (JsonException | IllegalArgumentException e) {
      throw new ModelException.Folder(folder + ": " + e.getMessage(), e);
    }
  }

  private static Optional<Prepacked> prepacked(JsonObject json) {
    if (!json.has("prepacked")) {
      return Optional.empty();
    }
    JsonObject prepacked = json.objectOrEmpty("prepacked");
    return Optional.of(new Prepacked(prepacked.string("processor"), strings(prepacked, "graphs")));
  }

  private static Map<String, String> strings(JsonObject json, String key) {
    Map<String, String> values = new LinkedHashMap<>();
    JsonObject object = json.objectOrEmpty(key);
    for (String name : object.keys()) {
      String value = object.string(name);
      if (leadsOut(name) || leadsOut(value)) {
        throw new JsonException(FILE + " names a file outside the folder: " + name);
      }
      values.put(name, value);
    }
    return values;
  }

  private static boolean leadsOut(String name) {
    return name.contains("..") || Path.of(name).isAbsolute();
  }

  void write(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    try (OutputStream out = Files.newOutputStream(file);
        JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeStringField("precision", precision.toString());
      json.writeStringField("runtime", runtime);
      write(json, "graphs", graphs);
      if (prepacked.isPresent()) {
        json.writeObjectFieldStart("prepacked");
        json.writeStringField("processor", prepacked.get().processor());
        write(json, "graphs", prepacked.get().graphs());
        json.writeEndObject();
      }
      write(json, "files", files);
      json.writeEndObject();
    }
  }

  private static void write(JsonGenerator json, String key, Map<String, String> values)
      throws IOException {
    json.writeObjectFieldStart(key);
    for (String name : values.keySet().stream().sorted().toList()) {
      json.writeStringField(name, values.get(name));
    }
    json.writeEndObject();
  }
}
