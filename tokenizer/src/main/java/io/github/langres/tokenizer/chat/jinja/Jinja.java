package io.github.langres.tokenizer.chat.jinja;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A parsed template. Immutable and thread-safe. */
public final class Jinja {
  private final List<Stmt> body;
  private final Limits limits;

  private Jinja(List<Stmt> body, Limits limits) {
    this.body = body;
    this.limits = limits;
  }

  /** Parses a template; names of filters and tests are checked here. */
  public static Jinja parse(String source, Limits limits) {
    if (source.length() > limits.maxChars()) {
      throw new JinjaException(
          "the template has "
              + source.length()
              + " chars; at most "
              + limits.maxChars()
              + limits.knob("maxChars"),
          1);
    }
    return new Jinja(Parser.parse(source, limits), limits);
  }

  /** A string inside the caller's data that counts as the template's own text. */
  public record Trusted(String value) {}

  /** The functions that every template sees. */
  public static Set<String> functions() {
    return Globals.names();
  }

  /**
   * Renders.
   *
   * @param trusted variables whose strings count as the template's own text
   * @param callers variables whose strings count as the caller's, see {@link Text}
   */
  public Text render(
      Map<String, ? extends @Nullable Object> trusted,
      Map<String, ? extends @Nullable Object> callers,
      Clock clock) {
    Context context = new Context(limits, clock);
    try {
      Map<String, Object> variables = new HashMap<>();
      trusted.forEach((name, value) -> variables.put(name, Values.of(context, value, false)));
      callers.forEach((name, value) -> variables.put(name, Values.of(context, value, true)));
      return new Renderer(context).render(body, Scope.root(variables));
    } catch (JinjaException e) {
      throw e.at(context.line());
    }
  }
}
