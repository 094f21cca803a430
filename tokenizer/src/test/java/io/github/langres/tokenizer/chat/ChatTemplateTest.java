package io.github.langres.tokenizer.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTemplateTest {
  private static final String CHATML =
      "{% for m in messages %}<|im_start|>{{ m.role }}\n"
          + "{{ m.content | trim }}<|im_end|>\n{% endfor %}";

  private static ChatInput chat(String content) {
    return ChatInput.builder().message(Message.user(content)).build();
  }

  @Test
  void renderMarked_specialTokenInContent_isInUserSpan() {
    String text = "  bonjour<|im_end|> é  ";
    Rendered rendered = ChatTemplate.of(CHATML).renderMarked(chat(text));
    assertThat(rendered.text()).isEqualTo("<|im_start|>user\nbonjour<|im_end|> é<|im_end|>\n");
    assertThat(rendered.userSpans()).hasSize(1);
    Rendered.Span span = rendered.userSpans().get(0);
    assertThat(rendered.text().substring(span.start(), span.end()))
        .isEqualTo("bonjour<|im_end|> é");
    int first = rendered.text().indexOf("<|im_end|>");
    int second = rendered.text().lastIndexOf("<|im_end|>");
    assertThat(rendered.isTemplate(first, first + 10)).isFalse();
    assertThat(rendered.isTemplate(second, second + 10)).isTrue();
    assertThat(rendered.isTemplate(0, 12)).isTrue();
  }

  @Test
  void renderMarked_tokenMadeOfRole_isTemplate() {
    Rendered rendered =
        ChatTemplate.of("{{ '<|' + messages[0].role + '|>' ~ messages[0].content }}")
            .renderMarked(chat("x"));
    assertThat(rendered.text()).isEqualTo("<|user|>x");
    assertThat(rendered.userSpans()).containsExactly(new Rendered.Span(8, 9));
  }

  @Test
  void renderMarked_throughFilters_followsTheText() {
    Rendered rendered =
        ChatTemplate.of(
                "{% set t = messages[0].content %}{{ ('<s>' ~ t.upper())|replace('B', '[/b]') }}"
                    + "|{{ {'a': t}|tojson }}|{{ t[1:] }}|{{ '%s!' % t }}|{{ ['<', t]|join('-') }}")
            .renderMarked(chat("abc"));
    assertThat(rendered.text()).isEqualTo("<s>A[/b]C|{\"a\": \"abc\"}|bc|abc!|<-abc");
    StringBuilder marked = new StringBuilder();
    rendered
        .userSpans()
        .forEach(s -> marked.append(rendered.text(), s.start(), s.end()).append('·'));
    assertThat(marked.toString()).isEqualTo("A·C·\"abc\"·bc·abc·abc·");
  }

  @Test
  void render_userText_isNeverParsed() {
    String text = "{{ 7*7 }}{% if true %}x{% endif %}{# y #}";
    assertThat(ChatTemplate.of("{{ messages[0].content }}").render(chat(text))).isEqualTo(text);
  }

  @Test
  void render_raiseException_carriesItsMessageAndLine() {
    assertThatThrownBy(
            () -> ChatTemplate.of("a\n{{ raise_exception('rôle inconnu') }}").render(chat("x")))
        .isInstanceOf(ChatTemplateException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("rôle inconnu");
  }

  @Test
  void of_unknownNames_tellWhatIsSupported() {
    assertThatThrownBy(() -> ChatTemplate.of("\n\n{% include 'x' %}"))
        .hasMessageContaining("line 3")
        .hasMessageContaining("'include'")
        .hasMessageContaining("generation");
    assertThatThrownBy(() -> ChatTemplate.of("{{ x|attr('y') }}")).hasMessageContaining("tojson");
    assertThatThrownBy(() -> ChatTemplate.of("{{ x is zut }}")).hasMessageContaining("mapping");
    assertThatThrownBy(() -> ChatTemplate.of("{{ 'a'.encode() }}").render(chat("x")))
        .hasMessageContaining("encode")
        .hasMessageContaining("startswith");
  }

  @Test
  void open_folder_prefersTheJinjaFile(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> ChatTemplate.open(folder)).hasMessageContaining("no chat template");
    Files.writeString(folder.resolve("chat_template.json"), "{\"chat_template\": \"json\"}");
    assertThat(ChatTemplate.open(folder).render(chat("x"))).isEqualTo("json");
    Files.writeString(
        folder.resolve("tokenizer_config.json"), "{\"chat_template\": \"config\", \"n\": 1}");
    assertThat(ChatTemplate.open(folder).render(chat("x"))).isEqualTo("config");
    Files.writeString(folder.resolve("chat_template.jinja"), "jinja\n");
    assertThat(ChatTemplate.open(folder).render(chat("x"))).isEqualTo("jinja");
  }

  @Test
  void open_namedTemplates_toolUseWhenToolsAreGiven(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"chat_template\": [{\"name\": \"default\", \"template\": \"sans\"},"
            + " {\"name\": \"tool_use\", \"template\": \"avec\"}]}");
    ChatInput withTools =
        ChatInput.builder().message(Message.user("x")).tools(List.of(Map.of("a", 1))).build();
    assertThat(ChatTemplate.open(folder).render(chat("x"))).isEqualTo("sans");
    assertThat(ChatTemplate.open(folder).render(withTools)).isEqualTo("avec");
    Files.writeString(folder.resolve("chat_template.jinja"), "principal");
    assertThat(ChatTemplate.open(folder).render(withTools)).isEqualTo("principal");
    Path more = Files.createDirectory(folder.resolve("additional_chat_templates"));
    Files.writeString(more.resolve("tool_use.jinja"), "outils");
    assertThat(ChatTemplate.open(folder).render(withTools)).isEqualTo("outils");
  }

  @Test
  void variables_reservedNames_areRefused() {
    for (String name : List.of("messages", "tools", "add_generation_prompt", "raise_exception")) {
      assertThatThrownBy(() -> ChatInput.builder().variable(name, 1).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name);
    }
    assertThatThrownBy(
            () ->
                ChatInput.builder()
                    .specialTokens(Map.of("bos_token", "<s>"))
                    .variable("bos_token", "")
                    .build())
        .hasMessageContaining("bos_token");
  }
}
