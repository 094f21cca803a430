package io.github.langres.tokenizer.hf;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.github.langres.tokenizer.TokenizerException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;

/**
 * Rewrites a {@code tokenizer.json} with other names for some tokens, in the vocabulary too: a
 * unigram model finds {@code <s>} in a text by itself. Ids stay. The post-processor goes, which
 * only adds tokens that prompts do without.
 */
final class RenamedTokens {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private final JsonParser in;
  private final JsonGenerator out;
  private final Map<String, String> names;

  private RenamedTokens(JsonParser in, JsonGenerator out, Map<String, String> names) {
    this.in = in;
    this.out = out;
    this.names = names;
  }

  static TokenizerJson in(TokenizerJson json, Map<String, String> names) {
    StringWriter text = new StringWriter(json.text().length());
    try (JsonParser in = FACTORY.createParser(json.text());
        JsonGenerator out = FACTORY.createGenerator(text)) {
      in.nextToken();
      new RenamedTokens(in, out, names).document();
    } catch (IOException e) {
      throw new TokenizerException(json.source() + " cannot be rewritten: " + e.getMessage(), e);
    }
    return TokenizerJson.parse(json.source(), text.toString());
  }

  private void document() throws IOException {
    out.writeStartObject();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String part = in.currentName();
      out.writeFieldName(part);
      in.nextToken();
      switch (part) {
        case "post_processor" -> {
          in.skipChildren();
          out.writeNull();
        }
        case "added_tokens", "model" -> structure(part);
        default -> out.copyCurrentStructure(in);
      }
    }
    out.writeEndObject();
  }

  /** Copies an array or object; in it, what names a token is renamed. */
  private void structure(String name) throws IOException {
    switch (in.currentToken()) {
      case START_OBJECT -> {
        out.writeStartObject();
        while (in.nextToken() != JsonToken.END_OBJECT) {
          String key = in.currentName();
          out.writeFieldName(name.equals("vocab") ? names.getOrDefault(key, key) : key);
          in.nextToken();
          structure(key);
        }
        out.writeEndObject();
      }
      case START_ARRAY -> {
        out.writeStartArray();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          structure(name);
        }
        out.writeEndArray();
      }
      case VALUE_STRING -> {
        String text = in.getText();
        boolean token = name.equals("content") || name.equals("vocab") || name.equals("unk_token");
        out.writeString(token ? names.getOrDefault(text, text) : text);
      }
      default -> out.copyCurrentEvent(in);
    }
  }
}
