package io.github.langres.tokenizer.chat.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names of one block; assignments stay in it, reads go outward. */
final class Scope {
  private final @Nullable Scope outer;
  private final Map<String, Object> names;

  private Scope(@Nullable Scope outer, Map<String, Object> names) {
    this.outer = outer;
    this.names = names;
  }

  static Scope root(Map<String, Object> variables) {
    return new Scope(null, variables);
  }

  Scope inner() {
    return new Scope(this, new HashMap<>());
  }

  void set(String name, Object value) {
    names.put(name, value);
  }

  Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Object value = scope.names.get(name);
      if (value != null) {
        return value;
      }
    }
    Object function = Globals.find(name);
    return function == null ? Undefined.name(name) : function;
  }
}
