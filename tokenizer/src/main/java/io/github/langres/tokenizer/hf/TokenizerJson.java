package io.github.langres.tokenizer.hf;

import io.github.langres.tokenizer.TokenizerException;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A {@code tokenizer.json} that was read once and checked: the native library gets the very text
 * that passed.
 *
 * @param source its file name, for error messages
 * @param text the file
 * @param pipeline the parsed file without its model
 * @param vocabulary tokens and ids, added tokens included
 * @param knowsUnknown whether every text can be encoded, because there is an unknown token
 * @param patterns whether it splits with regular expressions
 */
record TokenizerJson(
    String source,
    String text,
    JsonObject pipeline,
    Vocabulary vocabulary,
    boolean knowsUnknown,
    boolean patterns) {

  private static final long MAX_BYTES = 256L << 20;

  static TokenizerJson read(Path file) {
    String source = String.valueOf(file.getFileName());
    return parse(source, text(file, source));
  }

  static TokenizerJson parse(String source, String text) {
    JsonObject json = Json.parseObject(source, text);
    new ValueCheck(source).check(json.asMap());
    ModelCheck model = ModelCheck.of(source, json);
    boolean patterns = new PipelineCheck(source).check(json);
    Vocabulary vocabulary = Vocabulary.of(source, model.ids(), json.listOrEmpty("added_tokens"));
    return new TokenizerJson(source, text, json, vocabulary, model.knowsUnknown(), patterns);
  }

  /** Lets go of what is only needed to open: the text and the parsed file. */
  TokenizerJson withoutText() {
    return new TokenizerJson(
        source, "", JsonObject.empty(source), vocabulary, knowsUnknown, patterns);
  }

  /** Lets go of the parsed file alone. */
  TokenizerJson withoutPipeline() {
    return new TokenizerJson(
        source, text, JsonObject.empty(source), vocabulary, knowsUnknown, patterns);
  }

  private static String text(Path file, String source) {
    try {
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw new TokenizerException(
            source + " has " + size + " bytes; at most " + MAX_BYTES + " are read");
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new TokenizerException(source + " is not UTF-8 text; expected JSON", e);
    } catch (IOException e) {
      throw new TokenizerException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
