package io.github.langres.models;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes on, or answers in a conversation.
 *
 * <pre>{@code
 * try (TextGenerator llm = TextGenerator.open(folder)) {
 *   llm.generate(Chat.user("Rédige une réponse à cet avis…"), token -> System.out.print(token.text()));
 * }
 * }</pre>
 *
 * <p>A prompt is encoded with the special tokens that the tokenizer adds itself, as {@code
 * tokenizer(prompt)} does in {@code transformers}; a {@link Chat} goes through the folder's chat
 * template, and what looks like a special token in a message stays text. An answer ends at the end
 * tokens of {@code config.json}, {@code generation_config.json} and the tokenizer, and at the one
 * that the chat template writes after an assistant's message.
 *
 * <p>Thread-safe: up to four calls run at once, more wait for their turn. {@link #close()} is
 * idempotent, waits for calls under way, and makes later ones throw {@link IllegalStateException}.
 */
public interface TextGenerator extends AutoCloseable {

  /** Opens a model folder with default options. */
  static TextGenerator open(Path folder) {
    return open(ModelSource.folder(folder), ModelOptions.defaults());
  }

  /**
   * Opens a model.
   *
   * @throws ModelException when the folder is not sound, is no generative model, or does not fit
   *     into the memory that is left
   */
  static TextGenerator open(ModelSource source, ModelOptions options) {
    return ModelOpener.get().openTextGenerator(source, options);
  }

  /** Continues a text as the folder says. */
  default Generation generate(String prompt) {
    return generate(prompt, GenerateOptions.defaults());
  }

  /** Continues a text. */
  default Generation generate(String prompt, GenerateOptions options) {
    return generate(prompt, options, token -> {});
  }

  /** Continues a text as the folder says, and tells each token as it comes. */
  default Generation generate(String prompt, Consumer<GeneratedToken> onToken) {
    return generate(prompt, GenerateOptions.defaults(), onToken);
  }

  /**
   * Continues a text, and tells each token as it comes.
   *
   * @param onToken called on the caller's thread; what it throws ends the answer and comes back
   * @throws ModelException.Input when the prompt has no tokens, or leaves no room in the context
   */
  Generation generate(String prompt, GenerateOptions options, Consumer<GeneratedToken> onToken);

  /** Answers in a conversation as the folder says. */
  default Generation generate(Chat chat) {
    return generate(chat, GenerateOptions.defaults());
  }

  /** Answers in a conversation. */
  default Generation generate(Chat chat, GenerateOptions options) {
    return generate(chat, options, token -> {});
  }

  /** Answers in a conversation as the folder says, and tells each token as it comes. */
  default Generation generate(Chat chat, Consumer<GeneratedToken> onToken) {
    return generate(chat, GenerateOptions.defaults(), onToken);
  }

  /**
   * Answers in a conversation, and tells each token as it comes.
   *
   * @param onToken called on the caller's thread; what it throws ends the answer and comes back
   * @throws ModelException.Unsupported when the folder has no chat template
   * @throws ModelException.Input when the conversation leaves no room in the context
   * @throws io.github.langres.tokenizer.chat.ChatTemplateException when the template refuses it
   */
  Generation generate(Chat chat, GenerateOptions options, Consumer<GeneratedToken> onToken);

  /**
   * Continues texts, up to eight of them at a time, which is faster than one after the other. Each
   * gets what it gets alone, the same seed too.
   *
   * @return one result a text, in order
   */
  List<Generation> generate(List<String> prompts, GenerateOptions options);

  /** Answers in several conversations, as {@link #generate(List, GenerateOptions)}. */
  List<Generation> generateChats(List<Chat> chats, GenerateOptions options);

  /** Starts a conversation that keeps its history, and what the model computed of it. */
  default ChatSession newChat() {
    return newChat(Chat.empty());
  }

  /**
   * Starts a conversation after these messages.
   *
   * @throws ModelException.Unsupported when the folder has no chat template
   */
  ChatSession newChat(Chat start);

  /** How many tokens prompt and answer may have together. */
  int contextTokens();

  @Override
  void close();
}
