package io.github.langres.models.open;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.langres.models.ModelException;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.models.task.SubwordRule;
import io.github.langres.tokenizer.SpecialTokens.SpecialToken;
import io.github.langres.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;

/** Finds out whether a vocabulary marks the tokens that continue a word. */
final class Subwords {
  private Subwords() {}

  static SubwordRule rule(ModelFolder folder, Tokenizer tokenizer) {
    int unknown = tokenizer.specialTokens().unk().map(SpecialToken::id).orElse(-1);
    return new SubwordRule(marksContinuations(folder.path().resolve("tokenizer.json")), unknown);
  }

  /** Reads {@code model.continuing_subword_prefix}, without the vocabulary, which may be large. */
  private static boolean marksContinuations(Path file) {
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      json.nextToken();
      if (!seek(json, "model") || json.currentToken() != JsonToken.START_OBJECT) {
        return false;
      }
      return seek(json, "continuing_subword_prefix")
          && json.currentToken() == JsonToken.VALUE_STRING
          && !json.getText().isEmpty();
    } catch (IOException e) {
      throw new ModelException.Folder(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Moves from the start of an object to the value of that field. */
  private static boolean seek(JsonParser json, String field) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = json.currentName().equals(field);
      json.nextToken();
      if (found) {
        return true;
      }
      json.skipChildren();
    }
    return false;
  }
}
