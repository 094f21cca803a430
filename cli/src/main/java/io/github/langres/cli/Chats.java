package io.github.langres.cli;

import io.github.langres.tokenizer.chat.Message;
import io.github.langres.tokenizer.json.JsonException;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Reads the conversation of a line. */
final class Chats {
  private Chats() {}

  /** The {@code messages} of a line. */
  static List<Message> messages(JsonObject line) {
    if (!line.has("messages")) {
      throw new JsonException("line: \"messages\" is missing; expected a list of messages");
    }
    List<Message> messages = new ArrayList<>();
    for (Object message : line.listOrEmpty("messages")) {
      messages.add(new Message(JsonObject.object("message", message).asMap()));
    }
    return messages;
  }
}
