package io.github.langres.tokenizer.chat.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of a built-in, in the order of its signature; null where left out. */
record Args(Context context, String function, @Nullable Object[] values, Arguments rest) {

  boolean has(int i) {
    return values[i] != null;
  }

  /** True when the argument is there and not None, Python's usual reading of an option. */
  boolean given(int i) {
    return values[i] != null && values[i] != None.NONE;
  }

  Object get(int i) {
    Object value = values[i];
    if (value == null) {
      throw new JinjaException(function + "() lacks argument " + i);
    }
    return value;
  }

  Object or(int i, Object otherwise) {
    Object value = values[i];
    return value == null ? otherwise : value;
  }

  /** The argument, which must be a string. */
  Text text(int i) {
    if (get(i) instanceof Text text) {
      return text;
    }
    throw new JinjaException(function + "() needs a string, got '" + Values.typeName(get(i)) + "'");
  }

  /** The argument printed as Python's {@code str()}. */
  Text str(int i) {
    return Repr.str(context, get(i));
  }

  long integer(int i) {
    return Numbers.integer(get(i), function + "()");
  }

  long integerOr(int i, long otherwise) {
    return given(i) ? integer(i) : otherwise;
  }

  int intOr(int i, int otherwise) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, integerOr(i, otherwise)));
  }

  boolean truthOr(int i, boolean otherwise) {
    return has(i) ? Values.truth(get(i)) : otherwise;
  }

  List<Object> items(int i) {
    return Values.iterate(context, get(i));
  }
}
