package io.github.langres.tokenizer.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code map}, {@code select}, {@code reject} and their attribute forms. */
final class SelectFilters {
  private SelectFilters() {}

  static Object map(Args args) {
    Context context = args.context();
    List<Object> given = args.rest().positional();
    Map<String, Object> named = args.rest().named();
    List<Object> mapped = new ArrayList<>();
    if (given.isEmpty()) {
      Object path = named.get("attribute");
      if (path == null || named.size() > (named.containsKey("default") ? 2 : 1)) {
        throw new JinjaException("map needs a filter name, or attribute=");
      }
      for (Object item : items(args)) {
        Object value = SequenceFilters.attribute(context, item, path);
        mapped.add(value instanceof Undefined ? named.getOrDefault("default", value) : value);
      }
      return Stream.of(mapped);
    }
    String filter = name(given.get(0), "filter");
    Arguments rest = new Arguments(given, named).skip(1);
    for (Object item : items(args)) {
      mapped.add(Filters.apply(context, filter, rest.prepend(item)));
    }
    return Stream.of(mapped);
  }

  /** The test comes first among the arguments, after the attribute if there is one. */
  static Object select(Args args, boolean byAttribute, boolean wanted) {
    Context context = args.context();
    Arguments rest = args.rest();
    Object path = None.NONE;
    if (byAttribute) {
      if (rest.positional().isEmpty()) {
        throw new JinjaException(args.function() + " needs the name of an attribute");
      }
      path = rest.positional().get(0);
      rest = rest.skip(1);
    }
    String test = rest.positional().isEmpty() ? "" : name(rest.positional().get(0), "test");
    Arguments arguments = test.isEmpty() ? rest : rest.skip(1);
    List<Object> kept = new ArrayList<>();
    for (Object item : items(args)) {
      Object value = SequenceFilters.attribute(context, item, path);
      Object holds = test.isEmpty() ? value : Tests.apply(context, test, arguments.prepend(value));
      if (Values.truth(holds) == wanted) {
        kept.add(item);
      }
    }
    return Stream.of(kept);
  }

  /** Whatever is false counts as empty here, even what cannot be iterated. */
  private static List<Object> items(Args args) {
    return Values.truth(args.get(0)) ? args.items(0) : List.of();
  }

  private static String name(Object value, String what) {
    if (value instanceof Text text && !text.isEmpty()) {
      return text.value();
    }
    throw new JinjaException("expected the name of a " + what);
  }
}
