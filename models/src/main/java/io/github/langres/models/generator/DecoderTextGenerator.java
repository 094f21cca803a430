package io.github.langres.models.generator;

import io.github.langres.engine.Graph;
import io.github.langres.engine.generate.DecodeLoop;
import io.github.langres.engine.generate.DecodeState;
import io.github.langres.models.Chat;
import io.github.langres.models.ChatSession;
import io.github.langres.models.GenerateOptions;
import io.github.langres.models.GeneratedToken;
import io.github.langres.models.Generation;
import io.github.langres.models.TextGenerator;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.tokenizer.PromptTokenizer;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Generates text with a decoder. Owns the tokenizer, the graph and the loop. */
public final class DecoderTextGenerator implements TextGenerator {
  private final PromptTokenizer tokenizer;
  private final Graph graph;
  private final DecodeLoop loop;
  private final int contextTokens;
  private final Prompts prompts;
  private final Answers answers;
  private final StatePool states;
  private final ReentrantReadWriteLock lifetime = new ReentrantReadWriteLock();
  private boolean closed;

  /**
   * Joins them.
   *
   * @param contextTokens how many tokens prompt and answer may have together
   */
  public DecoderTextGenerator(
      ModelFolder folder,
      PromptTokenizer tokenizer,
      ChatSource template,
      Graph graph,
      DecodeLoop loop,
      int contextTokens) {
    this.tokenizer = tokenizer;
    this.graph = graph;
    this.loop = loop;
    this.contextTokens = contextTokens;
    this.prompts = new Prompts(tokenizer, template, contextTokens);
    GenerationConfig config = GenerationConfig.read(folder);
    this.answers =
        new Answers(tokenizer, loop, config, StopIds.of(folder, config, tokenizer, template));
    this.states = new StatePool(loop);
  }

  @Override
  public Generation generate(
      String prompt, GenerateOptions options, Consumer<GeneratedToken> onToken) {
    return open(() -> pooled(prompts.of(prompt), options, onToken));
  }

  @Override
  public Generation generate(Chat chat, GenerateOptions options, Consumer<GeneratedToken> onToken) {
    return open(() -> pooled(prompts.of(chat), options, onToken));
  }

  @Override
  public List<Generation> generate(List<String> texts, GenerateOptions options) {
    return open(() -> several(texts.stream().map(prompts::of).toList(), options));
  }

  @Override
  public List<Generation> generateChats(List<Chat> chats, GenerateOptions options) {
    return open(() -> several(chats.stream().map(prompts::of).toList(), options));
  }

  /** Several need a KV cache of their own; one may find its beginning in that of the last call. */
  private List<Generation> several(List<int[]> ids, GenerateOptions options) {
    return switch (ids.size()) {
      case 0 -> List.of();
      case 1 -> List.of(pooled(ids.get(0), options, token -> {}));
      default -> states.alone(() -> answers.several(ids, options));
    };
  }

  @Override
  public ChatSession newChat(Chat start) {
    return open(
        () -> {
          prompts.requireTemplate();
          return new DecoderChatSession(this, start);
        });
  }

  @Override
  public int contextTokens() {
    return contextTokens;
  }

  private Generation pooled(
      int[] prompt, GenerateOptions options, Consumer<GeneratedToken> onToken) {
    return states.call(state -> answers.one(state, prompt, options, onToken));
  }

  /** A state for a session; the session closes it. */
  DecodeState newState() {
    return loop.newState();
  }

  /** Answers a conversation with the caller's own state. */
  Generation answer(
      DecodeState state, Chat chat, GenerateOptions options, Consumer<GeneratedToken> onToken) {
    return answers.one(state, prompts.of(chat), options, onToken);
  }

  /** Runs a call that holds the model open. */
  <T> T open(Supplier<T> call) {
    lifetime.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the model is closed");
      }
      return call.get();
    } finally {
      lifetime.readLock().unlock();
    }
  }

  @Override
  public void close() {
    if (lifetime.getReadHoldCount() > 0) {
      throw new IllegalStateException(
          "the model cannot be closed from within its own call; cancel the call"
              + " (GenerateOptions.cancellation) and close after it");
    }
    lifetime.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        states.close();
        loop.close();
        graph.close();
        tokenizer.close();
      }
    } finally {
      lifetime.writeLock().unlock();
    }
  }
}
