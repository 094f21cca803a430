package io.github.langres.tokenizer.chat.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions that every template sees. */
final class Globals {
  private static final Map<String, Callable> FUNCTIONS =
      Map.of(
          "range", Globals::range,
          "dict", Globals::dict,
          "namespace",
              (context, arguments) -> {
                Map<String, Object> attributes = new HashMap<>();
                dict(context, arguments)
                    .entries()
                    .forEach((key, value) -> attributes.put(key.toString(), value));
                return new Namespace(attributes);
              },
          "cycler", (context, arguments) -> new Cycler(arguments.positional()),
          "joiner", Globals::joiner,
          "raise_exception",
              (context, arguments) -> {
                throw new JinjaException(
                    Repr.str(context, only("raise_exception", arguments)).value());
              },
          "strftime_now",
              (context, arguments) ->
                  Text.of(
                      Strftime.format(
                          Repr.str(context, only("strftime_now", arguments)).value(),
                          context.clock())));

  private Globals() {}

  static @Nullable Object find(String name) {
    return FUNCTIONS.get(name);
  }

  static Set<String> names() {
    return FUNCTIONS.keySet();
  }

  private static Object only(String function, Arguments arguments) {
    if (arguments.positional().size() != 1 || !arguments.named().isEmpty()) {
      throw new JinjaException(function + "() takes exactly one argument");
    }
    return arguments.positional().get(0);
  }

  private static Object range(Context context, Arguments arguments) {
    List<Object> given = arguments.positional();
    if (given.isEmpty() || given.size() > 3 || !arguments.named().isEmpty()) {
      throw new JinjaException("range() takes 1 to 3 arguments");
    }
    long start = given.size() == 1 ? 0 : Numbers.integer(given.get(0), "range()");
    long stop = Numbers.integer(given.get(given.size() == 1 ? 0 : 1), "range()");
    long step = given.size() == 3 ? Numbers.integer(given.get(2), "range()") : 1;
    if (step == 0) {
      throw new JinjaException("range() step must not be zero");
    }
    double length = Math.ceil(((double) stop - (double) start) / (double) step);
    if (length > Context.MAX_RANGE) {
      throw new JinjaException(
          "range() would hold more than " + Context.MAX_RANGE + " numbers (fixed, as in Python)");
    }
    List<Object> items = new ArrayList<>();
    long value = start;
    for (int i = 0; i < length; i++) {
      items.add(value);
      value += step;
    }
    return context.seq(Seq.Kind.RANGE, items);
  }

  private static Dict dict(Context context, Arguments arguments) {
    Map<Object, Object> entries = new LinkedHashMap<>();
    if (arguments.positional().size() > 1) {
      throw new JinjaException("dict() takes at most one positional argument");
    }
    for (Object source : arguments.positional()) {
      if (source instanceof Dict dict) {
        entries.putAll(dict.entries());
        continue;
      }
      for (Object pair : Values.iterate(context, source)) {
        List<Object> parts = Values.iterate(context, pair);
        if (parts.size() != 2) {
          throw new JinjaException("dict() needs pairs");
        }
        entries.put(Dict.hashable(parts.get(0)), parts.get(1));
      }
    }
    arguments.named().forEach((key, value) -> entries.put(Text.of(key), value));
    return context.dict(entries);
  }

  private static Object joiner(Context context, Arguments arguments) {
    Object separator =
        arguments.positional().isEmpty()
            ? arguments.named().getOrDefault("sep", Text.of(", "))
            : arguments.positional().get(0);
    boolean[] used = {false};
    return (Callable)
        (cx, none) -> {
          Object result = used[0] ? separator : Text.EMPTY;
          used[0] = true;
          return result;
        };
  }

  /** {@code cycler(…)}. */
  static final class Cycler {
    private final List<Object> items;
    private int position;

    Cycler(List<Object> items) {
      if (items.isEmpty()) {
        throw new JinjaException("cycler() needs at least one value");
      }
      this.items = items;
    }

    @Nullable Object attribute(String name) {
      return switch (name) {
        case "current" -> items.get(position);
        case "next" ->
            (Callable)
                (context, none) -> {
                  Object current = items.get(position);
                  position = (position + 1) % items.size();
                  return current;
                };
        case "reset" ->
            (Callable)
                (context, none) -> {
                  position = 0;
                  return None.NONE;
                };
        default -> null;
      };
    }
  }
}
