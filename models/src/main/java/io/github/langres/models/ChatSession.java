package io.github.langres.models;

import io.github.langres.tokenizer.chat.Message;
import java.util.function.Consumer;

/**
 * A conversation that goes on: it keeps the messages, and the KV cache of what the model has read,
 * so that each turn costs its own tokens only. Has one owner: not for several threads at a time.
 *
 * <p>Close it before its {@link TextGenerator}, to give its memory back; after either is closed,
 * calls throw {@link IllegalStateException}.
 */
public interface ChatSession extends AutoCloseable {

  /** Says something as the user, and gives the answer. */
  default Generation send(String content) {
    return send(content, GenerateOptions.defaults(), token -> {});
  }

  /** Says something as the user, and tells each token of the answer as it comes. */
  default Generation send(String content, Consumer<GeneratedToken> onToken) {
    return send(content, GenerateOptions.defaults(), onToken);
  }

  /** Says something as the user, and tells each token of the answer as it comes. */
  default Generation send(
      String content, GenerateOptions options, Consumer<GeneratedToken> onToken) {
    return send(Message.user(content), options, onToken);
  }

  /**
   * Adds a message, such as the result of a tool, and gives the answer. Both join the history, an
   * answer that was cut or cancelled too; after an exception the history is as before.
   *
   * @throws ModelException.Input when the conversation leaves no room in the context
   */
  Generation send(Message message, GenerateOptions options, Consumer<GeneratedToken> onToken);

  /** The conversation so far. */
  Chat chat();

  @Override
  void close();
}
