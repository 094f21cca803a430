package io.github.langres.models;

import io.github.langres.tokenizer.chat.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A conversation, for the chat template of a model. Immutable.
 *
 * <pre>{@code
 * Chat chat = Chat.system("Tu réponds en une phrase.").withUser("Qui a écrit Les Misérables ?");
 * }</pre>
 *
 * @param messages in order
 * @param tools JSON schemas of functions that the model may call; empty for none
 * @param variables more variables of the template, such as {@code enable_thinking}
 */
public record Chat(
    List<Message> messages, List<Object> tools, Map<String, @Nullable Object> variables) {

  public Chat {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  /** A conversation of these messages. */
  public static Chat of(List<Message> messages) {
    return new Chat(messages, List.of(), Map.of());
  }

  /** A conversation without any message. */
  public static Chat empty() {
    return of(List.of());
  }

  /** A conversation that starts with what a user says. */
  public static Chat user(String content) {
    return empty().withUser(content);
  }

  /** A conversation that starts with instructions. */
  public static Chat system(String content) {
    return empty().with(Message.system(content));
  }

  /** The same with one message more. */
  public Chat with(Message message) {
    List<Message> more = new ArrayList<>(messages);
    more.add(message);
    return new Chat(more, tools, variables);
  }

  /** The same with what a user says next. */
  public Chat withUser(String content) {
    return with(Message.user(content));
  }

  /** The same with what the model said next. */
  public Chat withAssistant(String content) {
    return with(Message.assistant(content));
  }

  /** The same with these tools. */
  public Chat withTools(List<?> newTools) {
    return new Chat(messages, new ArrayList<>(newTools), variables);
  }

  /** The same with one more variable of the template. */
  public Chat withVariable(String name, @Nullable Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(variables);
    more.put(name, value);
    return new Chat(messages, tools, more);
  }
}
