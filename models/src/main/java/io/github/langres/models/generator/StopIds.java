package io.github.langres.models.generator;

import io.github.langres.models.folder.ModelFolder;
import io.github.langres.tokenizer.PromptTokenizer;
import io.github.langres.tokenizer.chat.ChatInput;
import io.github.langres.tokenizer.chat.ChatTemplate;
import io.github.langres.tokenizer.chat.ChatTemplateException;
import io.github.langres.tokenizer.chat.Message;
import java.util.LinkedHashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ids that end an answer. Folders contradict themselves (CroissantLLMChat has 32000 in {@code
 * config.json} and 2 in {@code generation_config.json}), so all that any file names count.
 */
final class StopIds {
  private static final Logger LOG = LoggerFactory.getLogger(StopIds.class);
  private static final String PROBE = "Bonjour42";

  private StopIds() {}

  static Set<Integer> of(
      ModelFolder folder,
      GenerationConfig generation,
      PromptTokenizer tokenizer,
      ChatSource template) {
    Set<Integer> ids = new LinkedHashSet<>(GenerationConfig.ids(folder.config(), "eos_token_id"));
    ids.addAll(generation.eosIds());
    tokenizer.specialTokens().eos().ifPresent(eos -> ids.add(eos.id()));
    template.template().ifPresent(chat -> turnEnd(chat, tokenizer).ifPresent(ids::add));
    LOG.debug("{}: an answer ends at {}", folder.path(), ids);
    return Set.copyOf(ids);
  }

  /** The special token that the template writes right after an assistant's message. */
  static OptionalInt turnEnd(ChatTemplate template, PromptTokenizer tokenizer) {
    ChatInput probe =
        ChatInput.builder()
            .message(Message.user("?"))
            .message(Message.assistant(PROBE))
            .addGenerationPrompt(false)
            .build();
    String text;
    try {
      text = template.render(probe);
    } catch (ChatTemplateException e) {
      LOG.debug("the chat template does not tell its turn end: {}", e.getMessage());
      return OptionalInt.empty();
    }
    int at = text.lastIndexOf(PROBE);
    String after = at < 0 ? "" : text.substring(at + PROBE.length()).stripLeading();
    int[] ids = tokenizer.encode(after, null, false).ids();
    return ids.length > 0 && tokenizer.isSpecial(ids[0])
        ? OptionalInt.of(ids[0])
        : OptionalInt.empty();
  }
}
