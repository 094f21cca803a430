package io.github.langres.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.langres.models.RankedDocument;
import io.github.langres.models.Reranker;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

@Command(name = "rerank", description = "Documents in the order in which they answer a query.")
final class Rerank extends LineCommand<Reranker.Query> {

  @Override
  Reranker.Query read(JsonObject line) {
    return new Reranker.Query(line.string("query"), Lines.strings(line, "documents"));
  }

  @Override
  Answerer<Reranker.Query> open() {
    Reranker reranker = Reranker.open(model.source(), model.options());
    return Answerer.of(reranker::close, queries -> answer(reranker, queries));
  }

  private static List<JsonValue> answer(Reranker reranker, List<Reranker.Query> queries) {
    List<JsonValue> answers = new ArrayList<>();
    for (List<RankedDocument> ranking : reranker.rank(queries)) {
      answers.add(json -> write(json, ranking));
    }
    return answers;
  }

  private static void write(JsonGenerator json, List<RankedDocument> ranking) throws IOException {
    json.writeArrayFieldStart("ranking");
    for (RankedDocument document : ranking) {
      json.writeStartObject();
      json.writeNumberField("index", document.index());
      json.writeNumberField("score", document.score());
      JsonValue.leftOut(json, document.tokensLeftOut());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
