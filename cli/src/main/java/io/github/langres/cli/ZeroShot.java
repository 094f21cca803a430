package io.github.langres.cli;

import io.github.langres.models.Classification;
import io.github.langres.models.ZeroShotClassifier;
import io.github.langres.models.ZeroShotOptions;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "zero-shot",
    description = "Labels that the model was not trained on, best first, by inference.")
final class ZeroShot extends LineCommand<String> {

  @Option(
      names = "--labels",
      required = true,
      split = ",",
      paramLabel = "LABEL",
      description = "The labels, with commas between them.")
  private List<String> labels = List.of();

  @Option(
      names = "--template",
      paramLabel = "TEXT",
      description = "The hypothesis, with {} for the label. Default: Ce texte parle de {}.")
  private String template = ZeroShotOptions.defaults().template();

  @Option(names = "--multi-label", description = "Several labels may hold, or none.")
  private boolean multiLabel;

  @Override
  String read(JsonObject line) {
    return line.string("text");
  }

  @Override
  Answerer<String> open() {
    List<String> given = labels.stream().map(String::strip).toList();
    model.require(
        given.stream().noneMatch(String::isEmpty),
        "--labels has an empty label; expected labels with commas between them");
    ZeroShotOptions options =
        model.parsed(ZeroShotOptions.defaults()::withTemplate, template).withMultiLabel(multiLabel);
    ZeroShotClassifier classifier = ZeroShotClassifier.open(model.source(), model.options());
    return Answerer.of(classifier::close, texts -> answer(classifier, texts, given, options));
  }

  private static List<JsonValue> answer(
      ZeroShotClassifier classifier,
      List<String> texts,
      List<String> labels,
      ZeroShotOptions options) {
    List<JsonValue> answers = new ArrayList<>();
    for (Classification result : classifier.classify(texts, labels, options)) {
      answers.add(json -> Classify.write(json, result));
    }
    return answers;
  }
}
