package io.github.langres.models.generator;

import io.github.langres.engine.generate.DecodeState;
import io.github.langres.models.Chat;
import io.github.langres.models.ChatSession;
import io.github.langres.models.GenerateOptions;
import io.github.langres.models.GeneratedToken;
import io.github.langres.models.Generation;
import io.github.langres.tokenizer.chat.Message;
import java.util.function.Consumer;

/**
 * A conversation and its KV cache. The whole conversation is rendered and encoded each turn, as if
 * it were new, and the loop runs what differs from the cache: reuse never changes an answer.
 */
final class DecoderChatSession implements ChatSession {
  private final DecoderTextGenerator generator;
  private final DecodeState state;
  private Chat chat;
  private boolean closed;

  DecoderChatSession(DecoderTextGenerator generator, Chat start) {
    this.generator = generator;
    this.state = generator.newState();
    this.chat = start;
  }

  @Override
  public Generation send(
      Message message, GenerateOptions options, Consumer<GeneratedToken> onToken) {
    return generator.open(
        () -> {
          if (closed) {
            throw new IllegalStateException("the chat session is closed");
          }
          Chat asked = chat.with(message);
          Generation answer = generator.answer(state, asked, options, onToken);
          chat = asked.withAssistant(answer.text());
          return answer;
        });
  }

  @Override
  public Chat chat() {
    return chat;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      state.close();
    }
  }
}
