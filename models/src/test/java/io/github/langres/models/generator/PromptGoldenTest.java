package io.github.langres.models.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.tokenizer.PromptTokenizer;
import io.github.langres.tokenizer.chat.ChatInput;
import io.github.langres.tokenizer.chat.ChatTemplate;
import io.github.langres.tokenizer.chat.Message;
import io.github.langres.tokenizer.chat.Rendered;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations have the ids of {@code apply_chat_template}; attacked ones keep their markup. */
class PromptGoldenTest {
  private static final Path GOLDENS = Path.of("src/test/resources/goldens/generation");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prompt-llama3",
        "prompt-chatml",
        "prompt-sp-legacy",
        "prompt-sp-normalized",
        "prompt-sp-metaspace",
        "prompt-unigram",
        "prompt-stripping"
      })
  void encodePrompt_conversations_areThoseOfTransformers(String name) {
    Path folder = GOLDENS.resolve(name);
    JsonObject expected = Json.read(folder.resolve("expected.json"), 1 << 24);
    ChatTemplate template = ChatTemplate.open(folder);
    int attacked = 0;
    try (PromptTokenizer tokenizer = PromptTokenizer.open(folder)) {
      for (Object entry : expected.listOrEmpty("chats")) {
        JsonObject chat = JsonObject.object("chat", entry);
        Rendered rendered = template.renderMarked(input(chat));
        assertThat(rendered.text()).isEqualTo(chat.string("text"));
        int[] ids = tokenizer.encodePrompt(rendered.text(), rendered::isTemplate);
        assertThat(ids).as("%s", chat.asMap()).containsExactly(ids(chat));
        attacked += chat.booleanOr("attacked", false) ? 1 : 0;
      }
    }
    assertThat(attacked).isEqualTo(3);
  }

  private static ChatInput input(JsonObject chat) {
    List<Message> messages =
        chat.listOrEmpty("messages").stream()
            .map(message -> new Message(JsonObject.object("message", message).asMap()))
            .toList();
    return ChatInput.builder().messages(messages).build();
  }

  private static int[] ids(JsonObject chat) {
    return chat.listOrEmpty("ids").stream().mapToInt(id -> ((Long) id).intValue()).toArray();
  }
}
