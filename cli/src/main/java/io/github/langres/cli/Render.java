package io.github.langres.cli;

import io.github.langres.models.ModelOpener;
import io.github.langres.tokenizer.chat.ChatInput;
import io.github.langres.tokenizer.chat.ChatTemplate;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
    name = "render",
    description = "Messages to the prompt that the model's chat template makes.")
final class Render extends LineCommand<ChatInput> {

  @Override
  ChatInput read(JsonObject line) {
    return ChatInput.builder()
        .messages(Chats.messages(line))
        .tools(line.has("tools") ? line.listOrEmpty("tools") : null)
        .documents(line.has("documents") ? line.listOrEmpty("documents") : null)
        .addGenerationPrompt(line.booleanOr("addGenerationPrompt", true))
        .variables(line.objectOrEmpty("variables").asMap())
        .build();
  }

  @Override
  Answerer<ChatInput> open() {
    ChatTemplate template = ModelOpener.get().openChatTemplate(model.source());
    return Answerer.of(() -> {}, inputs -> answer(template, inputs));
  }

  private static List<JsonValue> answer(ChatTemplate template, List<ChatInput> inputs) {
    List<JsonValue> answers = new ArrayList<>();
    for (ChatInput input : inputs) {
      String text = template.render(input);
      answers.add(json -> json.writeStringField("text", text));
    }
    return answers;
  }
}
