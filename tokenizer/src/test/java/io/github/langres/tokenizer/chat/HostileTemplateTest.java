package io.github.langres.tokenizer.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates as an enemy would write them: a typed exception, soon, and the JVM alive. */
class HostileTemplateTest {
  private static final ChatInput INPUT = ChatInput.builder().message(Message.user("x")).build();

  /** On a thread with a small stack, so that the limits are what stops deep templates. */
  private static void refuses(String template, String expected) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                ChatTemplate.of(template).render(INPUT);
              } catch (Throwable e) {
                thrown.set(e);
              }
            },
            "small",
            512 << 10);
    thread.start();
    thread.join(Duration.ofSeconds(60).toMillis());
    assertThat(thread.isAlive()).isFalse();
    assertThat(thrown.get())
        .isInstanceOf(ChatTemplateException.class)
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ''.__class__ }}",
        "{{ ''['__class__'] }}",
        "{{ messages.__class__.__mro__ }}",
        "{{ messages[0]['__init__'] }}",
        "{{ '{0.__class__}'.format('') }}",
        "{{ messages|map(attribute='__class__')|list }}",
        "{{ range.__globals__ }}",
        "{% set ns = namespace() %}{{ ns.__dict__ }}"
      })
  void internals_any_refused(String template) throws InterruptedException {
    refuses(template, "names in __");
  }

  @Test
  void loops_endless_stopAtMaxSteps() throws InterruptedException {
    String loop = "{% for a in range(100000) %}";
    refuses(loop + loop + "{{ 1 }}{% endfor %}{% endfor %}", "TemplateLimits.maxSteps");
    refuses("{{ range(10**9)|list }}", "range()");
    refuses("{{ range(10**18, -(10**18), -1)|length }}", "range()");
  }

  @Test
  void texts_huge_stopAtMaxChars() throws InterruptedException {
    refuses("{{ 'a' * 10**9 }}", "TemplateLimits.maxChars");
    refuses("{{ 'a' * 10**18 }}", "TemplateLimits.maxChars");
    refuses("{{ 'a'|center(10**9) }}", "TemplateLimits.maxChars");
    refuses("{{ '%1000000000d' % 1 }}", "TemplateLimits.maxChars");
    refuses("{{ '{:999999999}'.format(1) }}", "TemplateLimits.maxChars");
    refuses("{{ [1]|tojson(indent=10**9) }}", "TemplateLimits.maxChars");
    refuses("{{ 'a\nb'|indent(10**9) }}", "TemplateLimits.maxChars");
    refuses(
        "{% set ns = namespace(s='aaaa') %}{% for i in range(99) %}"
            + "{% set ns.s = ns.s.replace('a', ns.s) %}{% endfor %}",
        "TemplateLimits");
    refuses("{{ [1] * 10**10 }}", "TemplateLimits.maxSteps");
    refuses("{{ [1]|batch(10**9, 0)|list }}", "TemplateLimits.maxSteps");
    refuses("{{ [1]|slice(10**9)|list }}", "TemplateLimits.maxSteps");
    refuses("{{ 10**10**3 }}", "64 bits");
    refuses("{{ 9223372036854775807 + 1 }}", "64 bits");
  }

  @Test
  void recursion_ofMacros_stopsAtMaxDepth() throws InterruptedException {
    refuses("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "TemplateLimits.maxDepth");
    refuses(
        "{% macro a(x=b()) %}{% endmacro %}{% macro b(x=a()) %}{% endmacro %}{{ a() }}",
        "TemplateLimits.maxDepth");
    refuses(
        "{% macro m() %}{{ caller is defined }}{% call m() %}{% endcall %}{% endmacro %}{{ m() }}",
        "TemplateLimits.maxDepth");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "[",
        "{'a':",
        "-",
        "not ",
        "{{ a[",
        "1 if ",
        "'a' ~ (",
        "f(",
        "1|default(",
        "1 is eq ["
      })
  void nesting_hundredThousand_stops(String piece) throws InterruptedException {
    String open = piece.startsWith("{{") ? piece.substring(3) : piece;
    refuses("{{ " + open.repeat(100_000) + "1 }}", "");
  }

  @Test
  void nesting_ofTagsAndChains_stops() throws InterruptedException {
    refuses("{% if 1 %}".repeat(100_000), "TemplateLimits.maxDepth");
    refuses("{% for a in b %}".repeat(100_000), "TemplateLimits.maxDepth");
    refuses(
        "{% set " + "(".repeat(100_000) + "a" + ")".repeat(100_000) + " %}",
        "TemplateLimits.maxDepth");
    refuses("{{ 1" + " + 1".repeat(100_000) + " }}", "chains more");
    refuses("{{ a" + ".b".repeat(100_000) + " }}", "chains more");
    refuses("{{ a" + "|e".repeat(100_000) + " }}", "chains more");
    String chains = "[1]";
    for (int i = 0; i < 3; i++) {
      chains = "[" + chains + "]" + " + [1]".repeat(190);
    }
    refuses("{{ " + chains + " }}", "TemplateLimits.maxDepth");
  }

  @Test
  void values_nestedByTheTemplate_stop() throws InterruptedException {
    String grow = "{% set ns = namespace(v=[]) %}{% for i in range(100000) %}{% set ns.v = ";
    refuses(grow + "[ns.v] %}{% endfor %}{{ ns.v }}", "TemplateLimits.maxDepth");
    refuses(grow + "[ns.v, ns.v] %}{% endfor %}{{ ns.v }}", "TemplateLimits");
    refuses(grow + "{'k': ns.v} %}{% endfor %}{{ ns.v }}", "TemplateLimits.maxDepth");
    refuses("{% set ns = namespace() %}{% set ns.v = ns %}{{ [ns] }}", "cannot be printed");
  }

  @Test
  void values_nestedByTheCaller_stop() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    ChatInput cyclic = ChatInput.builder().variable("v", list).build();
    assertThatThrownBy(() -> ChatTemplate.of("{{ v }}").render(cyclic))
        .isInstanceOf(ChatTemplateException.class)
        .hasMessageContaining("maxDepth");
  }

  @Test
  void changes_toTheCallersValues_refused() throws InterruptedException {
    refuses("{{ messages.append(1) }}", "may not change");
    refuses("{{ messages[0].update({}) }}", "may not change");
    refuses("{% set messages.x = 1 %}", "not a namespace");
  }

  @Test
  void limits_ofTheRightSize_letHonestWorkThrough() {
    List<Message> many = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      many.add(Message.user("é".repeat(500)));
    }
    String text =
        Assertions.assertTimeout(
            Duration.ofSeconds(10),
            () ->
                ChatTemplate.of(
                        "{% for m in messages %}{{ m.role ~ m.content|trim }}"
                            + "{% if not loop.first and messages[loop.index0 - 1] == m %}={% endif %}"
                            + "{% endfor %}")
                    .render(ChatInput.builder().messages(many).build()));
    assertThat(text).hasSize(2000 * 504 + 1999);
  }
}
