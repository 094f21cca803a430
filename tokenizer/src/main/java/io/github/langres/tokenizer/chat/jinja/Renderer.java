package io.github.langres.tokenizer.chat.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Statements to text: walks the tree, one owner. */
final class Renderer {
  /** How a body ended. */
  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  /** What a turn of a loop costs beyond its body. */
  private static final int TURN_STEPS = 8;

  private final Context context;
  private final Evaluator evaluator;

  Renderer(Context context) {
    this.context = context;
    this.evaluator = new Evaluator(context);
  }

  Text render(List<Stmt> body, Scope scope) {
    TextBuilder out = context.text();
    run(body, scope, out);
    return out.toText();
  }

  private Flow run(List<Stmt> body, Scope scope, TextBuilder out) {
    context.enter();
    Flow flow = Flow.NEXT;
    for (Stmt statement : body) {
      flow = run(statement, scope, out);
      if (flow != Flow.NEXT) {
        break;
      }
    }
    context.leave();
    return flow;
  }

  private Flow run(Stmt statement, Scope scope, TextBuilder out) {
    if (statement instanceof Stmt.Data data) {
      out.append(data.text());
    } else if (statement instanceof Stmt.Print print) {
      out.append(Repr.str(context, evaluator.eval(print.value(), scope)));
    } else if (statement instanceof Stmt.If branches) {
      return branch(branches, scope, out);
    } else if (statement instanceof Stmt.For loop) {
      return loop(loop, scope, out);
    } else if (statement instanceof Stmt.Assign assign) {
      assign(assign.target(), evaluator.eval(assign.value(), scope), scope);
    } else if (statement instanceof Stmt.MacroDefinition macro) {
      scope.set(macro.name(), new Macro(macro.name(), macro.signature(), scope, this, evaluator));
    } else if (statement instanceof Stmt.Break) {
      return Flow.BREAK;
    } else if (statement instanceof Stmt.Continue) {
      return Flow.CONTINUE;
    } else {
      return block(statement, scope, out);
    }
    return Flow.NEXT;
  }

  private Flow block(Stmt statement, Scope scope, TextBuilder out) {
    if (statement instanceof Stmt.AssignBlock block) {
      TextBuilder captured = context.text();
      Flow flow = run(block.body(), scope.inner(), captured);
      if (flow == Flow.NEXT) {
        assign(block.target(), filtered(block.filters(), captured.toText(), scope), scope);
      }
      return flow;
    } else if (statement instanceof Stmt.FilterBlock block) {
      TextBuilder captured = context.text();
      Flow flow = run(block.body(), scope.inner(), captured);
      if (flow == Flow.NEXT) {
        out.append(Repr.str(context, filtered(block.filters(), captured.toText(), scope)));
      }
      return flow;
    } else if (statement instanceof Stmt.CallBlock call) {
      callBlock(call, scope, out);
    } else if (statement instanceof Stmt.With with) {
      Scope inner = scope.inner();
      for (Stmt.Assign assign : with.assignments()) {
        assign(assign.target(), evaluator.eval(assign.value(), scope), inner);
      }
      return run(with.body(), inner, out);
    } else if (statement instanceof Stmt.Scoped scoped) {
      return run(scoped.body(), scope.inner(), out);
    }
    return Flow.NEXT;
  }

  private Flow branch(Stmt.If branches, Scope scope, TextBuilder out) {
    for (Stmt.Branch branch : branches.branches()) {
      if (Values.truth(evaluator.eval(branch.test(), scope))) {
        return run(branch.body(), scope, out);
      }
    }
    return run(branches.otherwise(), scope, out);
  }

  private Flow loop(Stmt.For loop, Scope scope, TextBuilder out) {
    List<Object> items = Values.iterate(context, evaluator.eval(loop.items(), scope));
    if (loop.filter() != null) {
      Expr filter = loop.filter();
      items = items.stream().filter(item -> passes(loop, filter, item, scope)).toList();
    }
    LoopState state = new LoopState(items);
    // Jinja's own reading: a loop whose every turn ended in break or continue runs its else.
    boolean noTurnCompleted = true;
    for (int i = 0; i < items.size(); i++) {
      context.at(loop.line());
      context.step(TURN_STEPS);
      Scope inner = scope.inner();
      inner.set("loop", state);
      assign(loop.target(), state.advance(), inner);
      Flow flow = run(loop.body(), inner, out);
      if (flow == Flow.BREAK) {
        break;
      }
      noTurnCompleted &= flow != Flow.NEXT;
    }
    return noTurnCompleted ? run(loop.otherwise(), scope.inner(), out) : Flow.NEXT;
  }

  private boolean passes(Stmt.For loop, Expr filter, Object item, Scope scope) {
    Scope inner = scope.inner();
    assign(loop.target(), item, inner);
    return Values.truth(evaluator.eval(filter, inner));
  }

  private Object filtered(List<Expr.FilterCall> filters, Text text, Scope scope) {
    Object value = text;
    for (Expr.FilterCall filter : filters) {
      value = evaluator.filter(filter, value, scope);
    }
    return value;
  }

  private void callBlock(Stmt.CallBlock block, Scope scope, TextBuilder out) {
    Object callee = evaluator.eval(block.call().callee(), scope);
    Arguments arguments = evaluator.arguments(block.call().arguments(), scope);
    Macro caller = new Macro("caller", block.caller(), scope, this, evaluator);
    Map<String, Object> named = new LinkedHashMap<>(arguments.named());
    named.put("caller", caller);
    Arguments all = new Arguments(arguments.positional(), named);
    out.append(Repr.str(context, evaluator.call(callee, all, block.line())));
  }

  private void assign(Stmt.Target target, Object value, Scope scope) {
    if (target instanceof Stmt.Target.Variable variable) {
      scope.set(variable.name(), value);
    } else if (target instanceof Stmt.Target.NamespaceAttribute place) {
      context.at(place.line());
      if (!(scope.get(place.namespace()) instanceof Namespace namespace)) {
        throw new JinjaException(
            "cannot assign " + place.namespace() + "." + place.attribute() + ": not a namespace");
      }
      namespace.attributes().put(place.attribute(), value);
    } else if (target instanceof Stmt.Target.Unpack unpack) {
      List<Object> values = Values.iterate(context, value);
      if (values.size() != unpack.targets().size()) {
        throw new JinjaException(
            "cannot unpack " + values.size() + " values into " + unpack.targets().size());
      }
      for (int i = 0; i < values.size(); i++) {
        assign(unpack.targets().get(i), values.get(i), scope);
      }
    }
  }
}
