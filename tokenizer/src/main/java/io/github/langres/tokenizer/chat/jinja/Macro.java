package io.github.langres.tokenizer.chat.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A macro, or the body of a call block; it sees the scope where it was written. */
record Macro(
    String name, Stmt.Signature signature, Scope home, Renderer renderer, Evaluator evaluator)
    implements Callable {

  @Override
  public Object call(Context context, Arguments arguments) {
    context.enterMacro();
    List<String> parameters = signature.parameters();
    List<Object> given = arguments.positional();
    Map<String, Object> named = new LinkedHashMap<>(arguments.named());
    Scope scope = home.inner();
    int firstDefault = parameters.size() - signature.defaults().size();
    for (int i = 0; i < parameters.size(); i++) {
      String parameter = parameters.get(i);
      Object value = i < given.size() ? given.get(i) : named.remove(parameter);
      if (value == null) {
        value =
            i >= firstDefault
                ? evaluator.eval(signature.defaults().get(i - firstDefault), scope)
                : new Undefined("parameter '" + parameter + "' was not provided");
      }
      scope.set(parameter, value);
    }
    bindImplicit(
        context,
        scope,
        named,
        given.subList(Math.min(given.size(), parameters.size()), given.size()));
    Text text = renderer.render(signature.body(), scope);
    context.leaveMacro();
    return text;
  }

  private void bindImplicit(
      Context context, Scope scope, Map<String, Object> named, List<Object> extra) {
    if (signature.implicit().contains("caller") && !signature.parameters().contains("caller")) {
      Object caller = named.remove("caller");
      scope.set("caller", caller == null ? new Undefined("no caller defined") : caller);
    }
    if (signature.implicit().contains("kwargs")) {
      Map<Object, Object> entries = new LinkedHashMap<>();
      named.forEach((key, value) -> entries.put(Text.of(key), value));
      scope.set("kwargs", context.dict(entries));
    } else if (!named.isEmpty()) {
      throw new JinjaException(
          "macro '" + name + "' takes no argument '" + named.keySet().iterator().next() + "'");
    }
    if (signature.implicit().contains("varargs")) {
      scope.set("varargs", context.seq(Seq.Kind.TUPLE, extra));
    } else if (!extra.isEmpty()) {
      throw new JinjaException(
          "macro '" + name + "' takes at most " + signature.parameters().size() + " arguments");
    }
  }
}
