package io.github.langres.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.langres.models.Answer;
import io.github.langres.models.AnswerOptions;
import io.github.langres.models.QuestionAnswerer;
import io.github.langres.models.QuestionAnswerer.Question;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "answer", description = "The part of a context that answers a question.")
final class AnswerCommand extends LineCommand<Question> {

  @Option(
      names = "--max-answer-tokens",
      paramLabel = "N",
      defaultValue = "15",
      description = "The longest answer. Default: ${DEFAULT-VALUE}.")
  private int maxAnswerTokens;

  @Option(
      names = "--window-tokens",
      paramLabel = "N",
      defaultValue = "384",
      description = "Longer contexts are read in windows of that many. Default: ${DEFAULT-VALUE}.")
  private int windowTokens;

  @Option(
      names = "--doc-stride",
      paramLabel = "N",
      defaultValue = "128",
      description = "Context tokens that windows share. Default: ${DEFAULT-VALUE}.")
  private int docStride;

  @Option(
      names = "--no-answer",
      description = "The context may hold no answer: the empty one competes.")
  private boolean noAnswer;

  @Override
  Question read(JsonObject line) {
    return new Question(line.string("question"), line.string("context"));
  }

  @Override
  Answerer<Question> open() {
    model.require(maxAnswerTokens >= 1, "--max-answer-tokens must be 1 or more");
    model.require(windowTokens >= 1, "--window-tokens must be 1 or more");
    model.require(docStride >= 0, "--doc-stride must be 0 or more");
    AnswerOptions options =
        AnswerOptions.defaults()
            .withWindows(windowTokens, docStride)
            .withMaxAnswerTokens(maxAnswerTokens)
            .withNoAnswer(noAnswer);
    QuestionAnswerer answerer = QuestionAnswerer.open(model.source(), model.options());
    return Answerer.of(answerer::close, questions -> answer(answerer, questions, options));
  }

  private static List<JsonValue> answer(
      QuestionAnswerer answerer, List<Question> questions, AnswerOptions options) {
    List<JsonValue> answers = new ArrayList<>();
    for (List<Answer> best : answerer.answers(questions, options)) {
      answers.add(json -> write(json, best.get(0)));
    }
    return answers;
  }

  private static void write(JsonGenerator json, Answer answer) throws IOException {
    json.writeStringField("answer", answer.answer());
    json.writeNumberField("score", answer.score());
    json.writeNumberField("start", answer.start());
    json.writeNumberField("end", answer.end());
  }
}
