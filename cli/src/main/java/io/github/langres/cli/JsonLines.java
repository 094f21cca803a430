package io.github.langres.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonException;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lines of JSON, or of plain text, in; lines of JSON out. UTF-8 whatever the platform says. */
final class JsonLines {
  /** The longest text there may be, ten million characters, in JSON escapes. */
  private static final int MAX_LINE_BYTES = 64 << 20;

  private static final int MAX_BYTES_TOGETHER = 1 << 20;

  private final LineReader reader;
  private final Writer out;
  private final JsonGenerator json;
  private final boolean plainText;

  JsonLines(InputStream in, OutputStream out, boolean plainText) throws IOException {
    this.reader = new LineReader(in, MAX_LINE_BYTES);
    this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    this.json =
        new JsonFactory().createGenerator(this.out).setPrettyPrinter(new MinimalPrettyPrinter(""));
    this.plainText = plainText;
  }

  /**
   * The next lines: those that wait, at least one unless the input has ended, at most so many. Half
   * a line that waits holds none of them back.
   */
  List<Line> next(int most) throws IOException {
    List<Line> lines = new ArrayList<>();
    int bytes = 0;
    while (lines.size() < most
        && bytes < MAX_BYTES_TOGETHER
        && (lines.isEmpty() || reader.ready())) {
      byte[] line = reader.next();
      if (line == null) {
        break;
      }
      if (plainText || !new String(line, StandardCharsets.ISO_8859_1).isBlank()) {
        lines.add(new Line(line, plainText));
        bytes += line.length;
      }
    }
    return lines;
  }

  void write(JsonValue value) throws IOException {
    json.writeStartObject();
    value.writeFields(json);
    json.writeEndObject();
    json.writeRaw('\n');
  }

  void flush() throws IOException {
    json.flush();
  }

  /** One line, not read yet. */
  record Line(byte[] bytes, boolean plainText) {

    /** The object on the line; plain text is its {@code text}. */
    JsonObject object() {
      String line = decoded();
      if (!plainText) {
        return Json.parseObject("line", line);
      }
      int end = line.endsWith("\r") ? line.length() - 1 : line.length();
      return JsonObject.of("line", Map.of("text", line.substring(0, end)));
    }

    private String decoded() {
      if (bytes.length > MAX_LINE_BYTES) {
        throw new JsonException("the line has more than " + MAX_LINE_BYTES + " bytes");
      }
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        throw new JsonException("the line is not valid UTF-8", e);
      }
    }
  }
}
