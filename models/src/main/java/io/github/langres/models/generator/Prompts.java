package io.github.langres.models.generator;

import io.github.langres.models.Chat;
import io.github.langres.models.ModelException;
import io.github.langres.tokenizer.PromptTokenizer;
import io.github.langres.tokenizer.chat.ChatInput;
import io.github.langres.tokenizer.chat.Rendered;
import java.util.List;

/** Prompts and conversations to ids. */
final class Prompts {
  private final PromptTokenizer tokenizer;
  private final ChatSource template;
  private final int contextTokens;

  Prompts(PromptTokenizer tokenizer, ChatSource template, int contextTokens) {
    this.tokenizer = tokenizer;
    this.template = template;
    this.contextTokens = contextTokens;
  }

  int[] of(String prompt) {
    return checked(tokenizer.encodeIds(List.of(prompt))[0]);
  }

  /** The template writes the special tokens itself: none is added, BOS neither. */
  int[] of(Chat chat) {
    ChatInput input =
        ChatInput.builder()
            .messages(chat.messages())
            .tools(chat.tools().isEmpty() ? null : chat.tools())
            .variables(chat.variables())
            .build();
    Rendered rendered = template.required().renderMarked(input);
    return checked(tokenizer.encodePrompt(rendered.text(), rendered::isTemplate));
  }

  void requireTemplate() {
    template.required();
  }

  private int[] checked(int[] ids) {
    if (ids.length == 0) {
      throw new ModelException.Input(
          "the prompt has no tokens, and the tokenizer adds no special ones; give a text that is"
              + " not empty");
    }
    if (ids.length >= contextTokens) {
      throw new ModelException.Input(
          "the prompt has "
              + ids.length
              + " tokens, and the model's context holds "
              + contextTokens
              + ", answer included; shorten the prompt or leave out old messages");
    }
    return ids;
  }
}
