package io.github.langres.cli;

import io.github.langres.models.ForwardPass;
import io.github.langres.models.ForwardPass.FloatTensor;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(
    name = "forward",
    description = "The graph's main output (hidden states or logits), unpadded, as it is.")
final class Forward extends LineCommand<Forward.Question> {

  /** A text, or ids. */
  record Question(@Nullable String text, int[] ids, int[] typeIds) {}

  @Override
  Question read(JsonObject line) {
    if (line.has("ids")) {
      int[] typeIds = line.has("typeIds") ? Lines.ints(line, "typeIds") : new int[0];
      return new Question(null, Lines.ids(line), typeIds);
    }
    return new Question(line.string("text"), new int[0], new int[0]);
  }

  /** They run one by one, and what each gives is large. */
  @Override
  int linesTogether() {
    return 1;
  }

  @Override
  Answerer<Question> open() {
    ForwardPass pass = ForwardPass.open(model.source(), model.options());
    return Answerer.of(pass::close, questions -> answer(pass, questions));
  }

  private static List<JsonValue> answer(ForwardPass pass, List<Question> questions) {
    List<JsonValue> answers = new ArrayList<>();
    for (Question question : questions) {
      FloatTensor tensor =
          question.text() == null
              ? pass.forward(question.ids(), question.typeIds())
              : pass.forward(question.text());
      answers.add(
          json -> {
            json.writeFieldName("shape");
            json.writeArray(tensor.shape(), 0, tensor.shape().length);
            JsonValue.floats(json, "data", tensor.data());
          });
    }
    return answers;
  }
}
