package io.github.langres.tokenizer.chat.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The methods of strings, lists, tuples and dicts that a template may call. */
final class Methods {
  private static final Map<String, Native> TEXT = new HashMap<>();
  private static final Map<String, Native> SEQUENCE = new HashMap<>();
  private static final Map<String, Native> DICT = new HashMap<>();
  private static final Map<String, Native> NOTHING = Map.of();

  static {
    TextMethods.register(TEXT);
    TextQueries.register(TEXT);
    Native.add(SEQUENCE, "index", "self value", Methods::index);
    Native.add(SEQUENCE, "count", "self value", Methods::count);
    Native.add(SEQUENCE, "copy", "self", args -> args.get(0));
    Native.add(DICT, "get", "self key default?", Methods::get);
    Native.add(DICT, "keys", "self", args -> view(args, Seq.Kind.KEYS));
    Native.add(DICT, "values", "self", args -> view(args, Seq.Kind.VALUES));
    Native.add(DICT, "items", "self", args -> view(args, Seq.Kind.ITEMS));
    Native.add(DICT, "copy", "self", args -> args.get(0));
  }

  private Methods() {}

  private static Map<String, Native> table(Object target) {
    if (target instanceof Text) {
      return TEXT;
    } else if (target instanceof Dict) {
      return DICT;
    }
    return target instanceof Seq seq && seq.indexable() ? SEQUENCE : NOTHING;
  }

  static @Nullable Native find(Object target, String name) {
    return table(target).get(name);
  }

  /** What to add to an error about a missing attribute. */
  static String hint(Object target) {
    Map<String, Native> table = table(target);
    return table.isEmpty()
        ? ""
        : "; supported methods: " + String.join(", ", new TreeSet<>(table.keySet()));
  }

  private static Object index(Args args) {
    List<Object> items = args.items(0);
    for (int i = 0; i < items.size(); i++) {
      if (Ops.equal(args.context(), items.get(i), args.get(1))) {
        return (long) i;
      }
    }
    throw new JinjaException("index(): the value is not in the list");
  }

  private static Object count(Args args) {
    return args.items(0).stream()
        .filter(item -> Ops.equal(args.context(), item, args.get(1)))
        .count();
  }

  private static Object get(Args args) {
    Object value = ((Dict) args.get(0)).get(args.get(1));
    return value == null ? args.or(2, None.NONE) : value;
  }

  private static Object view(Args args, Seq.Kind kind) {
    Dict dict = (Dict) args.get(0);
    List<Object> items =
        switch (kind) {
          case KEYS -> new ArrayList<>(dict.entries().keySet());
          case VALUES -> new ArrayList<>(dict.entries().values());
          default -> SequenceFilters.pairs(args.context(), dict);
        };
    return args.context().seq(kind, items);
  }
}
