package io.github.langres.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.langres.models.Classification;
import io.github.langres.models.Classification.ScoredLabel;
import io.github.langres.models.TextClassifier;
import io.github.langres.models.TextPair;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(name = "classify", description = "The labels of a text, or of a pair, best first.")
final class Classify extends LineCommand<Classify.Question> {

  record Question(String text, @Nullable String pair) {}

  @Override
  Question read(JsonObject line) {
    return new Question(line.string("text"), line.stringOr("pair", null));
  }

  @Override
  Answerer<Question> open() {
    TextClassifier classifier = TextClassifier.open(model.source(), model.options());
    return Answerer.of(classifier::close, questions -> answer(classifier, questions));
  }

  private static List<JsonValue> answer(TextClassifier classifier, List<Question> questions) {
    List<String> texts = new ArrayList<>();
    List<TextPair> pairs = new ArrayList<>();
    for (Question question : questions) {
      if (question.pair() == null) {
        texts.add(question.text());
      } else {
        pairs.add(new TextPair(question.text(), question.pair()));
      }
    }
    List<Classification> ofTexts = classifier.classify(texts);
    List<Classification> ofPairs = classifier.classifyPairs(pairs);
    List<JsonValue> answers = new ArrayList<>();
    int nextText = 0;
    int nextPair = 0;
    for (Question question : questions) {
      Classification result =
          question.pair() == null ? ofTexts.get(nextText++) : ofPairs.get(nextPair++);
      answers.add(json -> write(json, result));
    }
    return answers;
  }

  static void write(JsonGenerator json, Classification result) throws IOException {
    json.writeArrayFieldStart("labels");
    for (ScoredLabel label : result.labels()) {
      json.writeStartObject();
      json.writeStringField("label", label.label());
      json.writeNumberField("score", label.score());
      json.writeEndObject();
    }
    json.writeEndArray();
    JsonValue.leftOut(json, result.tokensLeftOut());
  }
}
