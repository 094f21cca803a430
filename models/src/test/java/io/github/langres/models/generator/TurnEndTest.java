package io.github.langres.models.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.tokenizer.PromptTokenizer;
import io.github.langres.tokenizer.chat.ChatTemplate;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The end of an assistant's message is read off the template. */
class TurnEndTest {
  private static final Path GOLDENS = Path.of("src/test/resources/goldens/generation");

  @ParameterizedTest
  @CsvSource({
    "prompt-llama3, <|eot_id|>",
    "prompt-chatml, <|im_end|>",
    "prompt-sp-legacy, </s>",
    "prompt-stripping, <|end|>"
  })
  void turnEnd_templates_areTheirOwn(String name, String end) {
    try (PromptTokenizer tokenizer = PromptTokenizer.open(GOLDENS.resolve(name))) {
      ChatTemplate template = ChatTemplate.open(GOLDENS.resolve(name));
      assertThat(StopIds.turnEnd(template, tokenizer)).hasValue(tokenizer.id(end));
    }
  }

  @Test
  void turnEnd_noneWritten_isEmpty() {
    try (PromptTokenizer tokenizer = PromptTokenizer.open(GOLDENS.resolve("prompt-chatml"))) {
      for (String template :
          new String[] {
            "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}",
            "{% for m in messages %}{{ m.content }} et <|im_end|>{% endfor %}",
            "{{ raise_exception('jamais') }}",
            "<|im_end|>"
          }) {
        assertThat(StopIds.turnEnd(ChatTemplate.of(template), tokenizer)).isEmpty();
      }
    }
  }
}
