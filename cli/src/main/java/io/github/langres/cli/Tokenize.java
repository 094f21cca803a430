package io.github.langres.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.langres.models.ModelOpener;
import io.github.langres.tokenizer.Encoding;
import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "tokenize", description = "Text to token ids, tokens and offsets.")
final class Tokenize extends LineCommand<Tokenize.Question> {

  @Option(names = "--no-special", description = "Leave the model's special tokens out.")
  private boolean noSpecial;

  record Question(String text, @Nullable String pair) {}

  @Override
  Question read(JsonObject line) {
    return new Question(line.string("text"), line.stringOr("pair", null));
  }

  @Override
  Answerer<Question> open() {
    Tokenizer tokenizer = ModelOpener.get().openTokenizer(model.source());
    return Answerer.of(tokenizer::close, questions -> answer(tokenizer, questions));
  }

  private List<JsonValue> answer(Tokenizer tokenizer, List<Question> questions) {
    List<JsonValue> answers = new ArrayList<>();
    for (Question question : questions) {
      Encoding encoding = tokenizer.encode(question.text(), question.pair(), !noSpecial);
      answers.add(json -> write(json, encoding));
    }
    return answers;
  }

  private static void write(JsonGenerator json, Encoding encoding) throws IOException {
    JsonValue.ints(json, "ids", encoding.ids());
    json.writeFieldName("tokens");
    json.writeArray(encoding.tokens(), 0, encoding.length());
    json.writeArrayFieldStart("offsets");
    for (int i = 0; i < encoding.length(); i++) {
      json.writeArray(encoding.offsets(), 2 * i, 2);
    }
    json.writeEndArray();
    JsonValue.ints(json, "typeIds", encoding.typeIds());
  }
}
