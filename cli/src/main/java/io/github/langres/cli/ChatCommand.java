package io.github.langres.cli;

import io.github.langres.engine.Cancellation;
import io.github.langres.models.Chat;
import io.github.langres.models.ChatSession;
import io.github.langres.models.FinishReason;
import io.github.langres.models.GenerateOptions;
import io.github.langres.models.Generation;
import io.github.langres.models.ModelException;
import io.github.langres.models.TextGenerator;
import io.github.langres.tokenizer.chat.ChatTemplateException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "chat",
    description = {
      "A conversation in the terminal, streamed. Ctrl-C cuts an answer short.",
      "Commands: /nouveau (or /new) starts again, /quitter (or /quit) ends, /aide (or /help)."
    })
final class ChatCommand implements Callable<Integer> {
  private static final String HELP =
      """
      /nouveau  recommence la conversation
      /quitter  termine
      /aide     cette aide
      Ctrl-C interrompt la réponse.""";

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ModelOptionsMixin model;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private GenerateMixin generation;

  @Option(names = "--system", paramLabel = "TEXT", description = "Instructions for the model.")
  private @Nullable String system;

  /** The answer under way, which Ctrl-C ends. */
  private final AtomicReference<@Nullable Cancellation> running = new AtomicReference<>();

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws IOException {
    GenerateOptions options = generation.options();
    Chat start = system == null ? Chat.empty() : Chat.system(system);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    boolean terminal = Ansi.AUTO.enabled();
    try (TextGenerator generator = model.generator()) {
      if (terminal) {
        Interrupts.listen(this::interrupt);
        System.err.println(HELP);
      }
      boolean again = true;
      while (again) {
        try (ChatSession chat = generator.newChat(start)) {
          again = converse(chat, in, options, terminal);
        }
      }
    }
    return 0;
  }

  /** Gives true to start again, false to end. */
  private boolean converse(
      ChatSession chat, BufferedReader in, GenerateOptions options, boolean terminal)
      throws IOException {
    while (true) {
      if (terminal) {
        System.err.print("\n> ");
        System.err.flush();
      }
      String line = in.readLine();
      if (line == null) {
        return false;
      }
      switch (line.strip()) {
        case "" -> {}
        case "/quitter", "/quit" -> {
          return false;
        }
        case "/nouveau", "/new" -> {
          return true;
        }
        case "/aide", "/help" -> System.err.println(HELP);
        default -> answer(chat, line, options);
      }
    }
  }

  /** A message that the model refuses ends nothing: the next one may be shorter. */
  private void answer(ChatSession chat, String line, GenerateOptions options) {
    Cancellation cancellation = new Cancellation();
    running.set(cancellation);
    try {
      Generation answer =
          chat.send(
              line, options.withCancellation(cancellation), token -> Generate.print(out, token));
      out.println();
      System.err.println(figures(answer));
    } catch (ModelException.Input | ChatTemplateException e) {
      System.err.println("langres: " + Failures.message(e));
    } finally {
      running.set(null);
    }
  }

  private static String figures(Generation answer) {
    return String.format(
        Locale.FRENCH,
        "[%d jetons, %.1f jetons/s ; %d lus, %d en cache, premier en %.2f s%s]",
        answer.completionTokens(),
        answer.timings().tokensPerSecond(),
        answer.promptTokens() - answer.cachedTokens(),
        answer.cachedTokens(),
        answer.timings().prefill().toNanos() / 1e9,
        answer.finishReason() == FinishReason.LENGTH
            ? " ; coupé (--max-new-tokens)"
            : answer.finishReason() == FinishReason.CANCELLED ? " ; interrompu" : "");
  }

  private void interrupt() {
    Cancellation cancellation = running.get();
    if (cancellation == null) {
      System.exit(130);
    } else {
      cancellation.cancel();
    }
  }
}
