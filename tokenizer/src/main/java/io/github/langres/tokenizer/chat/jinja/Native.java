package io.github.langres.tokenizer.chat.jinja;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A built-in filter, test, function or method.
 *
 * @param parameters in order; a trailing {@code ?} marks an optional one; a last {@code *} lets
 *     further arguments through
 */
record Native(String name, List<String> parameters, Body body) {

  interface Body {
    Object apply(Args args);
  }

  static void add(Map<String, Native> table, String names, String signature, Body body) {
    List<String> parameters = signature.isEmpty() ? List.of() : List.of(signature.split(" "));
    for (String name : names.split(" ")) {
      table.put(name, new Native(name, parameters, body));
    }
  }

  Object call(Context context, Arguments arguments) {
    boolean open = !parameters.isEmpty() && parameters.get(parameters.size() - 1).equals("*");
    int count = parameters.size() - (open ? 1 : 0);
    int given = arguments.positional().size();
    if (given > count && !open) {
      throw new JinjaException(name + "() takes at most " + count + " arguments, got " + given);
    }
    @Nullable Object[] values = new @Nullable Object[count];
    Set<String> used = new HashSet<>();
    for (int i = 0; i < count; i++) {
      String parameter = parameters.get(i);
      boolean optional = parameter.endsWith("?");
      String key = optional ? parameter.substring(0, parameter.length() - 1) : parameter;
      values[i] = i < given ? arguments.positional().get(i) : arguments.named().get(key);
      if (i >= given && values[i] != null) {
        used.add(key);
      }
      if (values[i] == null && !optional) {
        throw new JinjaException(name + "() lacks the argument '" + key + "'");
      }
    }
    if (!open) {
      for (String key : arguments.named().keySet()) {
        if (!used.contains(key)) {
          throw new JinjaException(name + "() takes no argument '" + key + "'");
        }
      }
    }
    return body.apply(new Args(context, name, values, arguments.skip(Math.min(given, count))));
  }
}
