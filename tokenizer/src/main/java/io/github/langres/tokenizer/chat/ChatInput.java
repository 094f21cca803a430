package io.github.langres.tokenizer.chat;

import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a chat template renders.
 *
 * <pre>{@code
 * ChatInput input = ChatInput.builder()
 *     .message(Message.system("Tu es un assistant."))
 *     .message(Message.user("Bonjour !"))
 *     .specialTokens(Map.of("bos_token", "<s>"))
 *     .build();
 * }</pre>
 *
 * @param tools JSON schemas of functions, or null for none
 * @param documents or null for none
 * @param addGenerationPrompt end with the opening of an assistant's message
 * @param variables more variables of the template, such as {@code enable_thinking}; they cannot
 *     replace those above, the special tokens or the functions of templates
 * @param specialTokens by the names templates know them by, such as {@code bos_token}
 * @param clock what {@code strftime_now} reads, in the clock's own time zone
 */
public record ChatInput(
    List<Message> messages,
    @Nullable List<Object> tools,
    @Nullable List<Object> documents,
    boolean addGenerationPrompt,
    Map<String, @Nullable Object> variables,
    Map<String, String> specialTokens,
    Clock clock) {

  public ChatInput {
    messages = List.copyOf(messages);
    tools = tools == null ? null : Collections.unmodifiableList(new ArrayList<>(tools));
    documents = documents == null ? null : Collections.unmodifiableList(new ArrayList<>(documents));
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    specialTokens = Map.copyOf(specialTokens);
    for (String name : variables.keySet()) {
      if (ChatTemplate.isReserved(name) || specialTokens.containsKey(name)) {
        throw new IllegalArgumentException(
            "the variable \"" + name + "\" is reserved; templates get it from elsewhere");
      }
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Builds an input; by default without tools, with the generation prompt and the system clock. */
  public static final class Builder {
    private final List<Message> messages = new ArrayList<>();
    private @Nullable List<Object> tools;
    private @Nullable List<Object> documents;
    private boolean addGenerationPrompt = true;
    private final Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    private final Map<String, String> specialTokens = new LinkedHashMap<>();
    private Clock clock = Clock.system(ZoneId.systemDefault());

    private Builder() {}

    public Builder message(Message message) {
      messages.add(message);
      return this;
    }

    public Builder messages(List<Message> more) {
      messages.addAll(more);
      return this;
    }

    public Builder tools(@Nullable List<?> schemas) {
      tools = schemas == null ? null : new ArrayList<>(schemas);
      return this;
    }

    public Builder documents(@Nullable List<?> given) {
      documents = given == null ? null : new ArrayList<>(given);
      return this;
    }

    public Builder addGenerationPrompt(boolean add) {
      addGenerationPrompt = add;
      return this;
    }

    public Builder variable(String name, @Nullable Object value) {
      variables.put(name, value);
      return this;
    }

    public Builder variables(Map<String, ? extends @Nullable Object> more) {
      variables.putAll(more);
      return this;
    }

    public Builder specialTokens(Map<String, String> more) {
      specialTokens.putAll(more);
      return this;
    }

    public Builder clock(Clock newClock) {
      clock = newClock;
      return this;
    }

    public ChatInput build() {
      return new ChatInput(
          messages, tools, documents, addGenerationPrompt, variables, specialTokens, clock);
    }
  }
}
