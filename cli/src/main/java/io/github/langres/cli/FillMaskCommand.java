package io.github.langres.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.langres.models.FillMask;
import io.github.langres.models.MaskCandidate;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "fill-mask", description = "The likeliest tokens behind <mask>.")
final class FillMaskCommand extends LineCommand<String> {

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "5",
      description = "Candidates a mask. Default: ${DEFAULT-VALUE}.")
  private int topK;

  @Override
  String read(JsonObject line) {
    return line.string("text");
  }

  @Override
  Answerer<String> open() {
    model.require(topK >= 1, "--top-k must be 1 or more, got " + topK);
    FillMask fillMask = FillMask.open(model.source(), model.options());
    return Answerer.of(fillMask::close, texts -> answer(fillMask, texts));
  }

  private List<JsonValue> answer(FillMask fillMask, List<String> texts) {
    List<JsonValue> answers = new ArrayList<>();
    for (List<List<MaskCandidate>> masks : fillMask.fillAll(texts, topK)) {
      answers.add(json -> write(json, masks));
    }
    return answers;
  }

  /** One mask gives a list of candidates; several give one list each, as transformers does. */
  private static void write(JsonGenerator json, List<List<MaskCandidate>> masks)
      throws IOException {
    json.writeFieldName("candidates");
    if (masks.size() == 1) {
      write(masks.get(0), json);
      return;
    }
    json.writeStartArray();
    for (List<MaskCandidate> candidates : masks) {
      write(candidates, json);
    }
    json.writeEndArray();
  }

  private static void write(List<MaskCandidate> candidates, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (MaskCandidate candidate : candidates) {
      json.writeStartObject();
      json.writeStringField("token", candidate.token());
      json.writeNumberField("id", candidate.id());
      json.writeNumberField("score", candidate.score());
      json.writeStringField("text", candidate.text());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
