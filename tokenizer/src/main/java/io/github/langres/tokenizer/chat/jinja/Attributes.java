package io.github.langres.tokenizer.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code a.b}, {@code a[b]} and slices. Names that Python's sandbox guards are refused outright;
 * methods that would change a list or dict are undefined, as in the sandbox.
 */
final class Attributes {
  private static final Set<String> MUTATORS =
      Set.of(
          "clear",
          "pop",
          "popitem",
          "setdefault",
          "update",
          "append",
          "reverse",
          "insert",
          "sort",
          "extend",
          "remove");

  private Attributes() {}

  /** A method first, then an item: {@code message.items} is the method even if there is a key. */
  static Object attribute(Object target, String name) {
    guard(name);
    Object member = member(target, name);
    if (member == null && target instanceof Dict dict) {
      member = dict.get(name);
    }
    return member == null ? missing(target, name) : member;
  }

  static Object item(Object target, Object key) {
    Object found = null;
    if (target instanceof Dict dict && !(key instanceof Dict || key instanceof Undefined)) {
      found = key instanceof Seq ? null : dict.get(key);
    } else if (Numbers.isInteger(key)) {
      found = element(target, Numbers.integer(key, "an index"));
    }
    if (found != null) {
      return found;
    }
    if (target instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (key instanceof Text text) {
      guard(text.value());
      found = member(target, text.value());
    }
    String shown = key instanceof Text text ? text.value() : Values.typeName(key);
    return found == null ? missing(target, shown) : found;
  }

  private static void guard(String name) {
    if (name.startsWith("__")) {
      throw new JinjaException("access to '" + name + "' is refused: names in __ are internal");
    }
  }

  private static Object missing(Object target, String name) {
    if (target instanceof Undefined undefined) {
      throw undefined.failure();
    }
    return new Undefined(
        "'" + Values.typeName(target) + "' has no attribute '" + name + "'" + Methods.hint(target));
  }

  private static @Nullable Object member(Object target, String name) {
    if (target instanceof LoopState loop) {
      return loop.attribute(name);
    }
    if (target instanceof Namespace namespace) {
      return namespace.attributes().get(name);
    }
    if (target instanceof Macro macro) {
      return name.equals("name") ? Text.of(macro.name()) : null;
    }
    if (target instanceof Globals.Cycler cycler) {
      return cycler.attribute(name);
    }
    if ((target instanceof Dict || target instanceof Seq) && MUTATORS.contains(name)) {
      return new Undefined("a template may not change its values: '" + name + "' is refused");
    }
    Native method = Methods.find(target, name);
    return method == null
        ? null
        : (Callable) (cx, arguments) -> method.call(cx, arguments.prepend(target));
  }

  private static @Nullable Object element(Object target, long index) {
    int length = Values.length(target);
    long i = index < 0 ? index + length : index;
    if (i < 0 || i >= length) {
      return null;
    }
    if (target instanceof Text text) {
      int start = text.value().offsetByCodePoints(0, (int) i);
      return text.slice(start, text.value().offsetByCodePoints(start, 1));
    }
    return target instanceof Seq seq && seq.indexable() ? seq.items().get((int) i) : null;
  }

  static Object slice(Context context, Object target, Object start, Object stop, Object step) {
    boolean sequence = target instanceof Text || (target instanceof Seq seq && seq.indexable());
    if (target instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (!sequence || !isBound(start) || !isBound(stop) || !isBound(step)) {
      throw new JinjaException(
          "'" + Values.typeName(target) + "' cannot be sliced by these bounds");
    }
    long by = step == None.NONE ? 1 : Numbers.integer(step, "a slice");
    if (by == 0) {
      throw new JinjaException("slice step cannot be zero");
    }
    int length = Values.length(target);
    long from = clamp(start, length, by, by > 0 ? 0 : length - 1);
    long to = clamp(stop, length, by, by > 0 ? length : -1);
    if (target instanceof Text text && by == 1) {
      int first = text.value().offsetByCodePoints(0, (int) Math.min(from, length));
      int last = text.value().offsetByCodePoints(0, (int) Math.min(Math.max(from, to), length));
      return context.text().append(text.slice(first, last)).toText().asSafe(text.safe());
    }
    List<Object> picked = pick(Values.iterate(context, target), from, to, by);
    if (target instanceof Text text) {
      TextBuilder out = context.text();
      picked.forEach(part -> out.append((Text) part));
      return out.toText().asSafe(text.safe());
    }
    return context.seq(((Seq) target).kind(), picked);
  }

  private static boolean isBound(Object value) {
    return value == None.NONE || Numbers.isInteger(value);
  }

  private static long clamp(Object bound, int length, long by, long otherwise) {
    if (bound == None.NONE) {
      return otherwise;
    }
    long value = Numbers.integer(bound, "a slice");
    long index = value < 0 ? value + length : value;
    return by > 0
        ? Math.max(0, Math.min(length, index))
        : Math.max(-1, Math.min(length - 1, index));
  }

  private static List<Object> pick(List<Object> items, long from, long to, long by) {
    if (by == 1) {
      return from < to ? items.subList((int) from, (int) to) : Collections.emptyList();
    }
    List<Object> picked = new ArrayList<>();
    // A step of any size: the sum cannot overflow once it is clamped to the length.
    long stride = Math.max(-items.size() - 1L, Math.min(items.size() + 1L, by));
    for (long i = from; by > 0 ? i < to : i > to; i += stride) {
      picked.add(items.get((int) i));
    }
    return picked;
  }
}
