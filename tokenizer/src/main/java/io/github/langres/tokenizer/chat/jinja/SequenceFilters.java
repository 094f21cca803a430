package io.github.langres.tokenizer.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Filters on sequences and mappings. Those that are generators in Python are read once here. */
final class SequenceFilters {
  private SequenceFilters() {}

  static void register(Map<String, Native> table) {
    Native.add(table, "length count", "value", SequenceFilters::length);
    Native.add(table, "list", "value", args -> args.context().list(args.items(0)));
    Native.add(table, "first", "seq", args -> end(args.items(0), 0));
    Native.add(table, "last", "seq", SequenceFilters::last);
    Native.add(table, "reverse", "value", SequenceFilters::reverse);
    Native.add(table, "join", "value d? attribute?", SequenceFilters::join);
    Native.add(table, "items", "value", SequenceFilters::items);
    Native.add(table, "dictsort", "value case_sensitive? by? reverse?", SequenceFilters::dictSort);
    Native.add(table, "sort", "value reverse? case_sensitive? attribute?", SequenceFilters::sort);
    Native.add(table, "unique", "value case_sensitive? attribute?", SequenceFilters::unique);
    Native.add(table, "min", "value case_sensitive? attribute?", args -> extreme(args, 1));
    Native.add(table, "max", "value case_sensitive? attribute?", args -> extreme(args, -1));
    Native.add(table, "sum", "iterable attribute? start?", SequenceFilters::sum);
    Native.add(table, "batch", "value linecount fill_with?", SequenceFilters::batch);
    Native.add(table, "slice", "value slices fill_with?", SequenceFilters::slice);
    Native.add(
        table, "groupby", "value attribute default? case_sensitive?", SequenceFilters::group);
    Native.add(table, "map", "value *", SelectFilters::map);
    Native.add(table, "select", "value *", args -> SelectFilters.select(args, false, true));
    Native.add(table, "reject", "value *", args -> SelectFilters.select(args, false, false));
    Native.add(table, "selectattr", "value *", args -> SelectFilters.select(args, true, true));
    Native.add(table, "rejectattr", "value *", args -> SelectFilters.select(args, true, false));
  }

  private static Object length(Args args) {
    int length = Values.length(args.get(0));
    if (length < 0) {
      throw new JinjaException(
          "object of type '" + Values.typeName(args.get(0)) + "' has no length");
    }
    return (long) length;
  }

  private static Object end(List<Object> items, int index) {
    return items.isEmpty() ? new Undefined("the sequence was empty") : items.get(index);
  }

  private static Object last(Args args) {
    if (args.get(0) instanceof Stream) {
      throw new JinjaException("last needs a sequence; put |list before it");
    }
    List<Object> items = args.items(0);
    return end(items, items.size() - 1);
  }

  private static Object reverse(Args args) {
    List<Object> items = new ArrayList<>(args.items(0));
    Collections.reverse(items);
    if (args.get(0) instanceof Text text) {
      TextBuilder out = args.context().text();
      items.forEach(part -> out.append((Text) part));
      return out.toText().asSafe(text.safe());
    }
    return Stream.of(items);
  }

  private static Object join(Args args) {
    Text separator = args.has(1) ? args.str(1) : Text.EMPTY;
    List<Object> items = args.items(0);
    TextBuilder out = args.context().text();
    for (int i = 0; i < items.size(); i++) {
      Object item = items.get(i);
      if (args.given(2)) {
        item = attribute(args.context(), item, args.get(2));
      }
      out.append(i == 0 ? Text.EMPTY : separator).append(Repr.str(args.context(), item));
    }
    return out.toText();
  }

  static List<Object> pairs(Context context, Dict dict) {
    List<Object> pairs = new ArrayList<>(dict.entries().size());
    dict.entries().forEach((key, value) -> pairs.add(context.tuple(key, value)));
    return pairs;
  }

  private static Object items(Args args) {
    if (args.get(0) instanceof Undefined) {
      return Stream.of(List.of());
    }
    if (args.get(0) instanceof Dict dict) {
      return Stream.of(pairs(args.context(), dict));
    }
    throw new JinjaException("items needs a mapping, got " + Values.typeName(args.get(0)));
  }

  private static Object dictSort(Args args) {
    if (!(args.get(0) instanceof Dict dict)) {
      throw new JinjaException("dictsort needs a mapping, got " + Values.typeName(args.get(0)));
    }
    String by = args.has(2) ? args.text(2).value() : "key";
    if (!by.equals("key") && !by.equals("value")) {
      throw new JinjaException("dictsort: by must be \"key\" or \"value\"");
    }
    int part = by.equals("key") ? 0 : 1;
    boolean exact = args.truthOr(1, false);
    Function<Object, Object> key =
        pair -> {
          Object value = ((Seq) pair).items().get(part);
          return exact ? value : ignoreCase(value);
        };
    return args.context()
        .list(sorted(args.context(), pairs(args.context(), dict), key, args.truthOr(3, false)));
  }

  private static List<Object> sorted(
      Context context, List<Object> items, Function<Object, Object> key, boolean reverse) {
    List<Object> keys = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    for (Object item : items) {
      order.add(order.size());
      keys.add(key.apply(item));
    }
    Comparator<Integer> byKey = (a, b) -> Ops.compare(context, keys.get(a), keys.get(b));
    try {
      order.sort(reverse ? byKey.reversed() : byKey);
    } catch (IllegalArgumentException e) {
      throw new JinjaException("the values have no order, as with nan");
    }
    List<Object> result = new ArrayList<>();
    order.forEach(i -> result.add(items.get(i)));
    return result;
  }

  private static Object sort(Args args) {
    Context context = args.context();
    boolean exact = args.truthOr(2, false);
    List<Object> paths = new ArrayList<>();
    if (args.given(3) && args.get(3) instanceof Text text) {
      for (String path : text.value().split(",", -1)) {
        paths.add(Text.of(path));
      }
    } else {
      paths.add(args.or(3, None.NONE));
    }
    Function<Object, Object> key =
        item -> {
          List<Object> parts = new ArrayList<>();
          for (Object path : paths) {
            Object value = attribute(context, item, path);
            parts.add(exact ? value : ignoreCase(value));
          }
          return context.list(parts);
        };
    return context.list(sorted(context, args.items(0), key, args.truthOr(1, false)));
  }

  /** The key by which a value is compared, read by the arguments {@code case} and {@code path}. */
  private static Function<Object, Object> key(Args args, int caseSensitive, int path) {
    boolean exact = args.truthOr(caseSensitive, false);
    Object wanted = args.or(path, None.NONE);
    return item -> {
      Object value = attribute(args.context(), item, wanted);
      return exact ? value : ignoreCase(value);
    };
  }

  private static Object ignoreCase(Object value) {
    return value instanceof Text text ? TextMethods.lower(text) : value;
  }

  /** Follows a dotted path, or returns the item itself for None. */
  static Object attribute(Context context, Object item, Object path) {
    if (path == None.NONE) {
      return item;
    }
    if (!(path instanceof Text text)) {
      return Attributes.item(item, path);
    }
    Object value = item;
    for (String part : text.value().split("\\.", -1)) {
      boolean index = !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
      value = Attributes.item(value, index ? indexOf(part) : Text.of(part));
    }
    return value;
  }

  private static Object indexOf(String digits) {
    return digits.length() > 9 ? (Object) Long.MAX_VALUE : (Object) Long.parseLong(digits);
  }

  private static Object unique(Args args) {
    Function<Object, Object> key = key(args, 1, 2);
    Set<Object> seen = new HashSet<>();
    List<Object> kept = new ArrayList<>();
    for (Object item : args.items(0)) {
      if (seen.add(Dict.hashable(key.apply(item)))) {
        kept.add(item);
      }
    }
    return Stream.of(kept);
  }

  private static Object extreme(Args args, int sign) {
    Function<Object, Object> key = key(args, 1, 2);
    Object best = null;
    for (Object item : args.items(0)) {
      if (best == null
          || sign * Ops.compare(args.context(), key.apply(item), key.apply(best)) < 0) {
        best = item;
      }
    }
    return best == null ? new Undefined("the sequence was empty") : best;
  }

  private static Object sum(Args args) {
    Object total = args.or(2, 0L);
    for (Object item : args.items(0)) {
      Object term = attribute(args.context(), item, args.or(1, None.NONE));
      total = Ops.binary(args.context(), Expr.Operator.ADD, total, term);
    }
    return total;
  }

  private static Object batch(Args args) {
    List<Object> items = args.items(0);
    int size = args.intOr(1, 0);
    List<Object> rows = new ArrayList<>();
    List<Object> row = new ArrayList<>();
    for (Object item : items) {
      if (row.size() == size) {
        rows.add(args.context().list(row));
        row = new ArrayList<>();
      }
      row.add(item);
    }
    if (!row.isEmpty()) {
      while (args.given(2) && row.size() < size) {
        args.context().step(1);
        row.add(args.get(2));
      }
      rows.add(args.context().list(row));
    }
    return Stream.of(rows);
  }

  private static Object slice(Args args) {
    List<Object> items = args.items(0);
    int slices = args.intOr(1, 0);
    if (slices == 0) {
      throw new JinjaException("slice: division by zero");
    }
    args.context().step(slices);
    List<Object> columns = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < slices; i++) {
      boolean longer = i < items.size() % slices;
      int end = start + items.size() / slices + (longer ? 1 : 0);
      List<Object> column = new ArrayList<>(items.subList(start, end));
      if (args.given(2) && !longer) {
        column.add(args.get(2));
      }
      columns.add(args.context().list(column));
      start = end;
    }
    return Stream.of(columns);
  }

  private static Object group(Args args) {
    Context context = args.context();
    boolean exact = args.truthOr(3, false);
    Function<Object, Object> raw =
        item -> {
          Object value = attribute(context, item, args.get(1));
          return value instanceof Undefined && args.given(2) ? args.get(2) : value;
        };
    Function<Object, Object> key = item -> exact ? raw.apply(item) : ignoreCase(raw.apply(item));
    List<Object> groups = new ArrayList<>();
    List<Object> group = new ArrayList<>();
    for (Object item : sorted(context, args.items(0), key, false)) {
      if (!group.isEmpty() && !Ops.equal(context, key.apply(group.get(0)), key.apply(item))) {
        groups.add(context.tuple(raw.apply(group.get(0)), context.list(group)));
        group = new ArrayList<>();
      }
      group.add(item);
    }
    if (!group.isEmpty()) {
      groups.add(context.tuple(raw.apply(group.get(0)), context.list(group)));
    }
    return context.list(groups);
  }
}
