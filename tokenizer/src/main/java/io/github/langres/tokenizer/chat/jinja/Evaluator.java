package io.github.langres.tokenizer.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Expressions to values. */
final class Evaluator {
  private final Context context;

  Evaluator(Context context) {
    this.context = context;
  }

  Object eval(Expr expr, Scope scope) {
    context.enter();
    context.at(expr.line());
    Object value = dispatch(expr, scope);
    context.leave();
    return value;
  }

  private Object dispatch(Expr expr, Scope scope) {
    if (expr instanceof Expr.Constant constant) {
      return constant.value();
    } else if (expr instanceof Expr.Name name) {
      return scope.get(name.name());
    } else if (expr instanceof Expr.Attribute attribute) {
      return Attributes.attribute(eval(attribute.target(), scope), attribute.name());
    } else if (expr instanceof Expr.Subscript subscript) {
      Object target = eval(subscript.target(), scope);
      return Attributes.item(target, eval(subscript.key(), scope));
    } else if (expr instanceof Expr.Slice slice) {
      return slice(slice, scope);
    } else if (expr instanceof Expr.Call call) {
      return call(eval(call.callee(), scope), arguments(call.arguments(), scope), call.line());
    } else if (expr instanceof Expr.Filter filter) {
      return filter(filter.filter(), eval(filter.target(), scope), scope);
    } else if (expr instanceof Expr.Test test) {
      Object target = eval(test.target(), scope);
      return Tests.apply(context, test.name(), arguments(test.arguments(), scope).prepend(target));
    } else if (expr instanceof Expr.Conditional conditional) {
      return conditional(conditional, scope);
    } else if (expr instanceof Expr.Sequence || expr instanceof Expr.Mapping) {
      return literal(expr, scope);
    }
    return operation(expr, scope);
  }

  private Object operation(Expr expr, Scope scope) {
    if (expr instanceof Expr.Not not) {
      return !Values.truth(eval(not.operand(), scope));
    } else if (expr instanceof Expr.Sign sign) {
      return Numbers.negate(eval(sign.operand(), scope), sign.minus());
    } else if (expr instanceof Expr.Binary binary) {
      Object left = eval(binary.left(), scope);
      return Ops.binary(context, binary.operator(), left, eval(binary.right(), scope));
    } else if (expr instanceof Expr.Logic logic) {
      Object left = eval(logic.left(), scope);
      return Values.truth(left) == logic.and() ? eval(logic.right(), scope) : left;
    } else if (expr instanceof Expr.Compare compare) {
      return compare(compare, scope);
    } else if (expr instanceof Expr.Concat concat) {
      TextBuilder out = context.text();
      concat.parts().forEach(part -> out.append(Repr.str(context, eval(part, scope))));
      return out.toText();
    }
    throw new IllegalStateException("no rule for " + expr.getClass().getSimpleName());
  }

  private Object literal(Expr expr, Scope scope) {
    if (expr instanceof Expr.Mapping mapping) {
      Map<Object, Object> entries = new LinkedHashMap<>();
      for (int i = 0; i < mapping.keys().size(); i++) {
        Object key = Dict.hashable(eval(mapping.keys().get(i), scope));
        entries.put(key, eval(mapping.values().get(i), scope));
      }
      return context.dict(entries);
    }
    Expr.Sequence sequence = (Expr.Sequence) expr;
    return context.seq(sequence.kind(), all(sequence.items(), scope));
  }

  private List<Object> all(List<Expr> exprs, Scope scope) {
    List<Object> values = new ArrayList<>(exprs.size());
    for (Expr expr : exprs) {
      values.add(eval(expr, scope));
    }
    return values;
  }

  private Object conditional(Expr.Conditional conditional, Scope scope) {
    if (Values.truth(eval(conditional.test(), scope))) {
      return eval(conditional.yes(), scope);
    }
    Expr no = conditional.no();
    return no == null
        ? new Undefined("the inline if-expression was false and has no else")
        : eval(no, scope);
  }

  private Object compare(Expr.Compare compare, Scope scope) {
    Object left = eval(compare.first(), scope);
    for (Expr.Comparison comparison : compare.rest()) {
      Object right = eval(comparison.right(), scope);
      if (!Ops.compare(context, comparison.how(), left, right)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  private Object slice(Expr.Slice slice, Scope scope) {
    return Attributes.slice(
        context,
        eval(slice.target(), scope),
        bound(slice.start(), scope),
        bound(slice.stop(), scope),
        bound(slice.step(), scope));
  }

  private Object bound(@Nullable Expr expr, Scope scope) {
    return expr == null ? None.NONE : eval(expr, scope);
  }

  Object filter(Expr.FilterCall filter, Object value, Scope scope) {
    Arguments arguments = arguments(filter.arguments(), scope).prepend(value);
    context.at(filter.line());
    return Filters.apply(context, filter.name(), arguments);
  }

  Object call(Object callee, Arguments arguments, int line) {
    context.at(line);
    if (callee instanceof Callable callable) {
      return callable.call(context, arguments);
    }
    if (callee instanceof Undefined undefined) {
      throw undefined.failure();
    }
    throw new JinjaException("'" + Values.typeName(callee) + "' object is not callable");
  }

  Arguments arguments(Expr.CallArguments written, Scope scope) {
    if (written.isEmpty()) {
      return Arguments.NONE;
    }
    List<Object> positional = all(written.positional(), scope);
    Map<String, Object> named = new LinkedHashMap<>();
    written.named().forEach((name, expr) -> named.put(name, eval(expr, scope)));
    if (written.spread() != null) {
      positional.addAll(Values.iterate(context, eval(written.spread(), scope)));
    }
    if (written.spreadNamed() != null) {
      if (!(eval(written.spreadNamed(), scope) instanceof Dict dict)) {
        throw new JinjaException("the argument after ** must be a mapping");
      }
      dict.entries().forEach((key, value) -> spreadNamed(named, key, value));
    }
    return new Arguments(positional, named);
  }

  private static void spreadNamed(Map<String, Object> named, Object key, Object value) {
    if (!(key instanceof Text name) || named.put(name.value(), value) != null) {
      throw new JinjaException("keywords after ** must be new strings");
    }
  }
}
