package io.github.langres.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes one line of output. */
interface JsonValue {

  /** Writes the fields of the line's object. */
  void writeFields(JsonGenerator json) throws IOException;

  /** True when the line says that its input failed. */
  default boolean isError() {
    return false;
  }

  /** True when there is no line: what was to be said is on standard output already. */
  default boolean isSaid() {
    return false;
  }

  /** No line. */
  static JsonValue said() {
    return new JsonValue() {
      @Override
      public void writeFields(JsonGenerator json) {
        // nothing is left to say
      }

      @Override
      public boolean isSaid() {
        return true;
      }
    };
  }

  /** The line that stands for a failed input. */
  static JsonValue error(Exception failure) {
    return new JsonValue() {
      @Override
      public void writeFields(JsonGenerator json) throws IOException {
        json.writeStringField("error", Failures.message(failure));
      }

      @Override
      public boolean isError() {
        return true;
      }
    };
  }

  /** Writes an array of floats that round-trip. */
  static void floats(JsonGenerator json, String field, float[] values) throws IOException {
    json.writeArrayFieldStart(field);
    for (float value : values) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }

  /** Writes an array of integers. */
  static void ints(JsonGenerator json, String field, int[] values) throws IOException {
    json.writeFieldName(field);
    json.writeArray(values, 0, values.length);
  }

  /** Says how many tokens the model did not see, when it did not see all. */
  static void leftOut(JsonGenerator json, int tokens) throws IOException {
    if (tokens > 0) {
      json.writeNumberField("tokensLeftOut", tokens);
    }
  }
}
