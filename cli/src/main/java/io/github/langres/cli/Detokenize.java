package io.github.langres.cli;

import io.github.langres.models.ModelOpener;
import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

@Command(name = "detokenize", description = "Token ids back to text.")
final class Detokenize extends LineCommand<int[]> {

  @Override
  int[] read(JsonObject line) {
    return Lines.ids(line);
  }

  @Override
  Answerer<int[]> open() {
    Tokenizer tokenizer = ModelOpener.get().openTokenizer(model.source());
    return Answerer.of(tokenizer::close, questions -> answer(tokenizer, questions));
  }

  private static List<JsonValue> answer(Tokenizer tokenizer, List<int[]> questions) {
    List<JsonValue> answers = new ArrayList<>();
    for (int[] ids : questions) {
      String text = tokenizer.decode(ids, true);
      answers.add(json -> json.writeStringField("text", text));
    }
    return answers;
  }
}
