package io.github.langres.tokenizer.chat;

import io.github.langres.tokenizer.chat.jinja.Jinja;
import io.github.langres.tokenizer.chat.jinja.JinjaException;
import io.github.langres.tokenizer.chat.jinja.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A chat template: messages in, the model's prompt out, char for char what Python's {@code
 * apply_chat_template(tokenize=False)} gives. Templates write the special tokens themselves, so
 * encode the result without adding any.
 *
 * <p>The text of messages is data: it is never parsed, whatever braces it holds. Immutable and
 * thread-safe.
 */
public final class ChatTemplate {
  private static final Set<String> RESERVED =
      Set.of("messages", "tools", "documents", "add_generation_prompt");

  private final Jinja main;
  private final @Nullable Jinja withTools;
  private final Map<String, String> specialTokens;

  private ChatTemplate(Jinja main, @Nullable Jinja withTools, Map<String, String> specialTokens) {
    this.main = main;
    this.withTools = withTools;
    this.specialTokens = Map.copyOf(specialTokens);
  }

  /**
   * Parses a template.
   *
   * @throws ChatTemplateException on a syntax error, or a tag, filter or test that is unknown
   */
  public static ChatTemplate of(String source) {
    return of(source, TemplateLimits.DEFAULT);
  }

  public static ChatTemplate of(String source, TemplateLimits limits) {
    return new ChatTemplate(parse("chat template", source, limits), null, Map.of());
  }

  /**
   * Opens the template of a model folder: {@code chat_template.jinja}, else the {@code
   * chat_template} of {@code tokenizer_config.json}, else of {@code chat_template.json}. A template
   * named {@code tool_use}, there or in {@code additional_chat_templates}, renders chats with
   * tools. The special tokens that the folder's tokenizer files name ({@code bos_token} and the
   * like) are its variables, unless the input gives others.
   *
   * @throws ChatTemplateException when there is none, or it cannot be parsed
   */
  public static ChatTemplate open(Path folder) {
    return open(folder, TemplateLimits.DEFAULT);
  }

  public static ChatTemplate open(Path folder, TemplateLimits limits) {
    Map<String, String> sources = TemplateFiles.read(folder);
    String main = sources.get("default");
    String tools = sources.get("tool_use");
    if (main == null) {
      throw new ChatTemplateException(
          folder.getFileName()
              + " has no chat template: no chat_template.jinja, and no default \"chat_template\" in"
              + " tokenizer_config.json or chat_template.json",
          0);
    }
    return new ChatTemplate(
        parse("chat template", main, limits),
        tools == null ? null : parse("chat template tool_use", tools, limits),
        TemplateFiles.specialTokens(folder));
  }

  static boolean isReserved(String name) {
    return RESERVED.contains(name) || Jinja.functions().contains(name);
  }

  /** The prompt. */
  public String render(ChatInput input) {
    return text(input).value();
  }

  /** The prompt, and which parts of it are data rather than template. */
  public Rendered renderMarked(ChatInput input) {
    Text text = text(input);
    int[] spans = text.callerSpans();
    List<Rendered.Span> userSpans = new ArrayList<>();
    for (int i = 0; i < spans.length; i += 2) {
      userSpans.add(new Rendered.Span(spans[i], spans[i + 1]));
    }
    return new Rendered(text.value(), userSpans);
  }

  private Text text(ChatInput input) {
    boolean tools = withTools != null && input.tools() != null && !input.tools().isEmpty();
    String name = tools ? "chat template tool_use" : "chat template";
    Map<String, @Nullable Object> trusted = new HashMap<>(specialTokens);
    trusted.putAll(input.specialTokens());
    trusted.put("add_generation_prompt", input.addGenerationPrompt());
    Map<String, @Nullable Object> callers = new LinkedHashMap<>(input.variables());
    callers.put(
        "messages",
        input.messages().stream().map(ChatTemplate::plain).collect(Collectors.toList()));
    callers.put("tools", input.tools());
    callers.put("documents", input.documents());
    try {
      Jinja jinja = tools && withTools != null ? withTools : main;
      return jinja.render(trusted, callers, input.clock());
    } catch (JinjaException e) {
      throw wrapped(name, e);
    }
  }

  /** Roles are written into the markup itself ({@code <|user|>}), so they are the template's. */
  private static Map<String, @Nullable Object> plain(Message message) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(message.fields());
    fields.put("role", new Jinja.Trusted(message.role()));
    return fields;
  }

  private static Jinja parse(String name, String source, TemplateLimits limits) {
    try {
      return Jinja.parse(source, limits.limits());
    } catch (JinjaException e) {
      throw wrapped(name, e);
    }
  }

  private static ChatTemplateException wrapped(String name, JinjaException e) {
    return new ChatTemplateException(name + ", line " + e.line() + ": " + e.getMessage(), e.line());
  }
}
