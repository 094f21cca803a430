package io.github.langres.tokenizer.chat.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code loop} variable. */
final class LoopState {
  private final List<Object> items;
  private int index0 = -1;
  private @Nullable List<Object> lastChanged;

  LoopState(List<Object> items) {
    this.items = items;
  }

  int length() {
    return items.size();
  }

  Object advance() {
    return items.get(++index0);
  }

  @Nullable Object attribute(String name) {
    return switch (name) {
      case "index0" -> (long) index0;
      case "index" -> index0 + 1L;
      case "first" -> index0 == 0;
      case "last" -> index0 == items.size() - 1;
      case "length" -> (long) items.size();
      case "revindex" -> (long) items.size() - index0;
      case "revindex0" -> items.size() - index0 - 1L;
      case "depth" -> 1L;
      case "depth0" -> 0L;
      case "previtem" -> neighbour(index0 - 1, "there is no previous item");
      case "nextitem" -> neighbour(index0 + 1, "there is no next item");
      case "cycle" -> (Callable) (context, arguments) -> cycle(arguments.positional());
      case "changed" -> (Callable) (context, arguments) -> changed(context, arguments.positional());
      default -> null;
    };
  }

  private Object neighbour(int i, String reason) {
    return i >= 0 && i < items.size() ? items.get(i) : new Undefined(reason);
  }

  private Object cycle(List<Object> values) {
    if (values.isEmpty()) {
      throw new JinjaException("loop.cycle() needs at least one value");
    }
    return values.get(index0 % values.size());
  }

  private Object changed(Context context, List<Object> values) {
    List<Object> before = lastChanged;
    lastChanged = values;
    return before == null
        || !Ops.equal(
            context, context.seq(Seq.Kind.TUPLE, before), context.seq(Seq.Kind.TUPLE, values));
  }
}
