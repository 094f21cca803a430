package io.github.langres.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.langres.models.Aggregation;
import io.github.langres.models.Entities;
import io.github.langres.models.Entity;
import io.github.langres.models.TokenClassifier;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "ner", description = "The named entities of a text.")
final class Ner extends LineCommand<String> {

  @Option(
      names = "--aggregation",
      paramLabel = "HOW",
      defaultValue = "simple",
      description =
          "How tokens become entities: none, simple, first, average, max, or word, which follows"
              + " French words (d'Europe gives Europe). Default: ${DEFAULT-VALUE}.")
  private String aggregation = "simple";

  @Override
  String read(JsonObject line) {
    return line.string("text");
  }

  @Override
  Answerer<String> open() {
    Aggregation how = model.parsed(Aggregation::parse, aggregation);
    TokenClassifier classifier = TokenClassifier.open(model.source(), model.options());
    return Answerer.of(classifier::close, texts -> answer(classifier, texts, how));
  }

  private static List<JsonValue> answer(
      TokenClassifier classifier, List<String> texts, Aggregation how) {
    List<JsonValue> answers = new ArrayList<>();
    for (Entities entities : classifier.entities(texts, how)) {
      answers.add(json -> write(json, entities));
    }
    return answers;
  }

  private static void write(JsonGenerator json, Entities entities) throws IOException {
    json.writeArrayFieldStart("entities");
    for (Entity entity : entities) {
      json.writeStartObject();
      json.writeStringField("label", entity.label());
      json.writeNumberField("score", entity.score());
      json.writeNumberField("start", entity.start());
      json.writeNumberField("end", entity.end());
      json.writeStringField("text", entity.text());
      json.writeEndObject();
    }
    json.writeEndArray();
    JsonValue.leftOut(json, entities.tokensLeftOut());
  }
}
