package io.github.langres.models.generator;

import io.github.langres.models.ModelException;
import io.github.langres.tokenizer.chat.ChatTemplate;
import io.github.langres.tokenizer.chat.ChatTemplateException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The chat template of a folder, or why there is none: a base model works without. */
public final class ChatSource {
  private final @Nullable ChatTemplate template;
  private final String problem;

  private ChatSource(@Nullable ChatTemplate template, String problem) {
    this.template = template;
    this.problem = problem;
  }

  /** Reads the folder's. */
  public static ChatSource open(Path folder) {
    try {
      return new ChatSource(ChatTemplate.open(folder), "");
    } catch (ChatTemplateException e) {
      return new ChatSource(null, String.valueOf(e.getMessage()));
    }
  }

  /** The template, when there is one that can be read. */
  public Optional<ChatTemplate> template() {
    return Optional.ofNullable(template);
  }

  ChatTemplate required() {
    if (template == null) {
      throw new ModelException.Unsupported(
          problem + "; give a prompt instead of messages, or a model with a chat template");
    }
    return template;
  }
}
