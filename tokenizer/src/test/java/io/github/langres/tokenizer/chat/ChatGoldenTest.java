package io.github.langres.tokenizer.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Replays what Python rendered, see models/training/goldens/chat_templates.py. */
class ChatGoldenTest {
  private static final String ERROR = "«error»";

  @Test
  void templates_everyConversation_identical() throws IOException {
    JsonObject golden = load("templates.json");
    Map<String, ChatTemplate> templates = new HashMap<>();
    golden
        .objectOrEmpty("templates")
        .asMap()
        .forEach((name, source) -> templates.put(name, ChatTemplate.of((String) source)));
    List<String> differences = new ArrayList<>();
    List<Object> cases = golden.listOrEmpty("cases");
    assertThat(cases).hasSizeGreaterThan(500);
    for (Object entry : cases) {
      JsonObject one = JsonObject.object("case", entry);
      JsonObject given =
          JsonObject.object("input", golden.listOrEmpty("inputs").get(one.integer("input")));
      List<Message> messages = new ArrayList<>();
      for (Object fields :
          golden.objectOrEmpty("conversations").listOrEmpty(one.string("conversation"))) {
        messages.add(new Message(JsonObject.object("message", fields).asMap()));
      }
      Map<String, String> tokens = new HashMap<>();
      golden
          .objectOrEmpty("specialTokens")
          .asMap()
          .forEach((name, token) -> tokens.put(name, (String) token));
      ChatInput input =
          ChatInput.builder()
              .messages(messages)
              .tools((List<?>) given.get("tools"))
              .addGenerationPrompt(given.booleanOr("add_generation_prompt", false))
              .variables(given.objectOrEmpty("variables").asMap())
              .specialTokens(tokens)
              .clock(clock(golden))
              .build();
      String name = one.string("template") + "/" + one.string("conversation") + "/" + given.asMap();
      compare(name, one, templates.get(one.string("template")), input, differences);
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void probes_everyFeature_identical() throws IOException {
    replay("probes", 700);
  }

  @Test
  void random_everyTemplate_identical() throws IOException {
    replay("random", 500);
  }

  private static void replay(String group, int atLeast) throws IOException {
    JsonObject golden = load("features.json");
    List<Object> cases = golden.listOrEmpty(group);
    assertThat(cases).hasSizeGreaterThan(atLeast);
    List<String> differences = new ArrayList<>();
    Map<String, Object> variables = new HashMap<>(golden.objectOrEmpty("variables").asMap());
    List<Message> messages = new ArrayList<>();
    for (Object fields : (List<?>) variables.remove("messages")) {
      messages.add(new Message(JsonObject.object("message", fields).asMap()));
    }
    ChatInput input =
        ChatInput.builder().messages(messages).variables(variables).clock(clock(golden)).build();
    for (Object entry : cases) {
      JsonObject one = JsonObject.object("case", entry);
      String source = one.string("template");
      ChatTemplate template = null;
      try {
        template = ChatTemplate.of(source);
      } catch (ChatTemplateException e) {
        if (!one.has("error")) {
          differences.add(
              source + "\n   expected " + one.get("output") + "\n   parse: " + e.getMessage());
        }
        continue;
      }
      compare(source, one, template, input, differences);
    }
    assertThat(differences).isEmpty();
  }

  private static void compare(
      String name, JsonObject one, ChatTemplate template, ChatInput input, List<String> into) {
    String expected = one.has("error") ? ERROR : one.stringOr("output", "");
    String actual;
    String why = "";
    try {
      Rendered rendered = template.renderMarked(input);
      actual = rendered.text();
      int last = 0;
      for (Rendered.Span span : rendered.userSpans()) {
        assertThat(span.start()).as(name).isGreaterThanOrEqualTo(last);
        assertThat(span.end()).as(name).isGreaterThan(span.start());
        last = span.end();
      }
      assertThat(last).as(name).isLessThanOrEqualTo(actual.length());
    } catch (ChatTemplateException e) {
      actual = ERROR;
      why = " (" + e.getMessage() + ")";
      assertThat(e.line()).as(name).isPositive();
    }
    if (!actual.equals(expected)) {
      into.add(name + "\n   expected " + expected + "\n   got      " + actual + why);
    }
  }

  private static Clock clock(JsonObject golden) {
    return Clock.fixed(
        LocalDateTime.parse(golden.string("now")).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
  }

  private static JsonObject load(String name) throws IOException {
    try (InputStream in = ChatGoldenTest.class.getResourceAsStream("/chat/" + name)) {
      assertThat(in).as(name).isNotNull();
      JsonObject golden =
          Json.parseObject(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      assertThat(golden.keys()).containsAll(Set.of("versions", "now"));
      return golden;
    }
  }
}
