package io.github.langres.tokenizer.chat.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a template value can be: {@link Text}, {@code Long}, {@code Double}, {@code Boolean}, {@link
 * None}, {@link Undefined}, {@link Seq}, {@link Dict}, {@link Stream}, {@link Namespace}, {@link
 * LoopState} and {@link Callable}.
 */
final class Values {
  private Values() {}

  static String typeName(Object value) {
    if (value instanceof Text) {
      return "str";
    } else if (value instanceof Long) {
      return "int";
    } else if (value instanceof Double) {
      return "float";
    } else if (value instanceof Boolean) {
      return "bool";
    } else if (value instanceof Seq seq) {
      return seq.kind().python;
    } else if (value instanceof Dict) {
      return "dict";
    } else if (value instanceof None) {
      return "NoneType";
    } else if (value instanceof Undefined) {
      return "Undefined";
    } else if (value instanceof Callable) {
      return "function";
    }
    return value instanceof Stream
        ? "generator"
        : value instanceof Namespace ? "Namespace" : "loop";
  }

  static boolean truth(Object value) {
    if (value instanceof Boolean bool) {
      return bool;
    } else if (value instanceof Text text) {
      return !text.isEmpty();
    } else if (value instanceof Long number) {
      return number != 0;
    } else if (value instanceof Double number) {
      return number != 0;
    } else if (value instanceof Seq seq) {
      return !seq.items().isEmpty();
    } else if (value instanceof Dict dict) {
      return !dict.entries().isEmpty();
    }
    return !(value instanceof None) && !(value instanceof Undefined);
  }

  /** All that Python would iterate over; a generator is spent by it. */
  static List<Object> iterate(Context context, Object value) {
    List<Object> items = iterateOrNull(context, value);
    if (items == null) {
      throw new JinjaException("'" + typeName(value) + "' object is not iterable");
    }
    context.step(items.size());
    return items;
  }

  static @Nullable List<Object> iterateOrNull(Context context, Object value) {
    if (value instanceof Seq seq) {
      return seq.items();
    } else if (value instanceof Dict dict) {
      return new ArrayList<>(dict.entries().keySet());
    } else if (value instanceof Text text) {
      return characters(context, text);
    } else if (value instanceof Stream stream) {
      List<Object> items = new ArrayList<>();
      stream.rest().forEachRemaining(items::add);
      return items;
    }
    return value instanceof Undefined ? List.of() : null;
  }

  static boolean iterable(Object value) {
    return value instanceof Seq
        || value instanceof Dict
        || value instanceof Text
        || value instanceof Stream
        || value instanceof Undefined
        || value instanceof LoopState;
  }

  /** Python's {@code len()}, or -1 where there is none. */
  static int length(Object value) {
    if (value instanceof Text text) {
      return text.codePoints();
    } else if (value instanceof Seq seq) {
      return seq.items().size();
    } else if (value instanceof Dict dict) {
      return dict.entries().size();
    } else if (value instanceof LoopState loop) {
      return loop.length();
    }
    return value instanceof Undefined ? 0 : -1;
  }

  private static List<Object> characters(Context context, Text text) {
    context.step(text.value().length());
    List<Object> result = new ArrayList<>();
    String value = text.value();
    for (int i = 0; i < value.length(); ) {
      int end = value.offsetByCodePoints(i, 1);
      result.add(text.slice(i, end));
      i = end;
    }
    return result;
  }

  /**
   * Plain Java data as a template value.
   *
   * @param fromCaller whether its strings are the caller's data, see {@link Text}
   */
  static Object of(Context context, @Nullable Object value, boolean fromCaller) {
    context.enter();
    try {
      if (value instanceof Map<?, ?> map) {
        Map<Object, Object> entries = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          entries.put(
              of(context, entry.getKey(), fromCaller), of(context, entry.getValue(), fromCaller));
        }
        return context.dict(entries);
      } else if (value instanceof Collection<?> list) {
        List<Object> items = new ArrayList<>(list.size());
        for (Object item : list) {
          items.add(of(context, item, fromCaller));
        }
        return context.list(items);
      }
      return scalar(context, value, fromCaller);
    } finally {
      context.leave();
    }
  }

  private static Object scalar(Context context, @Nullable Object value, boolean fromCaller) {
    if (value == null) {
      return None.NONE;
    } else if (value instanceof Jinja.Trusted trusted) {
      return Text.of(trusted.value());
    } else if (value instanceof CharSequence chars) {
      context.checkChars(chars.length());
      return Text.of(chars.toString(), fromCaller);
    } else if (value instanceof Boolean || value instanceof Long || value instanceof Double) {
      return value;
    } else if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    } else if (value instanceof Float || value instanceof BigDecimal) {
      return ((Number) value).doubleValue();
    } else if (value instanceof BigInteger big && big.bitLength() < 64) {
      return big.longValue();
    }
    throw new JinjaException(
        "a value is a "
            + value.getClass().getSimpleName()
            + "; expected String, Boolean, a number of at most 64 bits, List, Map or null");
  }
}
