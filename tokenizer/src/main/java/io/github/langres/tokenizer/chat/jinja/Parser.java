package io.github.langres.tokenizer.chat.jinja;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Statements. */
final class Parser {
  private static final String SUPPORTED =
      "if, for, set, macro, call, filter, with, raw, break, continue, generation";
  private static final Set<String> IMPLICIT = Set.of("caller", "kwargs", "varargs");

  private final TokenReader tokens;
  private final ExpressionParser expressions;
  private int loops;

  private Parser(TokenReader tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
  }

  static List<Stmt> parse(String source, Limits limits) {
    Parser parser = new Parser(new TokenReader(Lexer.tokenize(source), limits));
    return parser.statements();
  }

  /** Statements up to the first of the end tags, which is left unread, or to the end. */
  private List<Stmt> statements(String... ends) {
    tokens.enter();
    List<Stmt> body = new ArrayList<>();
    while (true) {
      Token token = tokens.next();
      switch (token.kind()) {
        case DATA -> body.add(new Stmt.Data((String) token.value()));
        case PRINT_BEGIN -> {
          body.add(new Stmt.Print(expressions.tuple(true)));
          tokens.expect(Token.Kind.PRINT_END, "'}}'");
        }
        case BLOCK_BEGIN -> {
          if (Set.of(ends).contains(String.valueOf(tokens.peek().value()))
              && tokens.peek().kind() == Token.Kind.NAME) {
            tokens.leave();
            return body;
          }
          body.add(statement());
          tokens.expect(Token.Kind.BLOCK_END, "'%}'");
        }
        default -> {
          if (ends.length > 0) {
            throw tokens.fail("the template ends before {% " + ends[ends.length - 1] + " %}");
          }
          tokens.leave();
          return body;
        }
      }
    }
  }

  private List<Stmt> body(String... ends) {
    tokens.skipOperator(":");
    tokens.expect(Token.Kind.BLOCK_END, "'%}'");
    return statements(ends);
  }

  private List<Stmt> closedBody(String end) {
    List<Stmt> body = body(end);
    tokens.next();
    return body;
  }

  private Stmt statement() {
    Token tag = tokens.expect(Token.Kind.NAME, "a tag name");
    int line = tag.line();
    return switch ((String) tag.value()) {
      case "if" -> ifStatement();
      case "for" -> forStatement(line);
      case "set" -> set(line);
      case "macro" -> macro();
      case "call" -> callBlock(line);
      case "filter" -> {
        List<Expr.FilterCall> filters = filters(expressions.filter());
        yield new Stmt.FilterBlock(filters, closedBody("endfilter"));
      }
      case "with" -> with(line);
      // A body of its own function in Python, so neither break nor continue may cross it.
      case "generation" -> new Stmt.Scoped(outsideLoops("endgeneration"));
      case "break" -> inLoop(new Stmt.Break(), line);
      case "continue" -> inLoop(new Stmt.Continue(), line);
      default ->
          throw new JinjaException(
              "unknown or misplaced tag '" + tag.value() + "'; supported: " + SUPPORTED, line);
    };
  }

  private Stmt inLoop(Stmt jump, int line) {
    if (loops == 0) {
      throw new JinjaException("break and continue belong inside a for loop", line);
    }
    return jump;
  }

  private List<Stmt> outsideLoops(String end) {
    int outer = loops;
    loops = 0;
    List<Stmt> body = closedBody(end);
    loops = outer;
    return body;
  }

  private Stmt ifStatement() {
    List<Stmt.Branch> branches = new ArrayList<>();
    while (true) {
      Expr test = expressions.tuple(false);
      branches.add(new Stmt.Branch(test, body("elif", "else", "endif")));
      String tag = (String) tokens.next().value();
      if (tag.equals("else")) {
        return new Stmt.If(branches, closedBody("endif"));
      } else if (tag.equals("endif")) {
        return new Stmt.If(branches, List.of());
      }
    }
  }

  private Stmt forStatement(int line) {
    Stmt.Target target = target(false);
    tokens.expectName("in");
    Expr items = expressions.tuple(false);
    Expr filter = tokens.skipName("if") ? expressions.expression() : null;
    if (tokens.peek().isName("recursive")) {
      throw tokens.fail("recursive loops are not supported; use a macro");
    }
    loops++;
    List<Stmt> body = body("endfor", "else");
    loops--;
    boolean hasElse = tokens.next().isName("else");
    List<Stmt> otherwise = hasElse ? closedBody("endfor") : List.of();
    return new Stmt.For(line, target, items, filter, body, otherwise);
  }

  private Stmt set(int line) {
    Stmt.Target target = target(true);
    if (tokens.skipOperator("=")) {
      return new Stmt.Assign(line, target, expressions.tuple(true));
    }
    List<Expr.FilterCall> filters =
        tokens.skipOperator("|") ? filters(expressions.filter()) : List.of();
    return new Stmt.AssignBlock(line, target, filters, closedBody("endset"));
  }

  private List<Expr.FilterCall> filters(Expr.FilterCall first) {
    List<Expr.FilterCall> all = new ArrayList<>(List.of(first));
    while (tokens.skipOperator("|")) {
      all.add(expressions.filter());
    }
    return all;
  }

  private Stmt macro() {
    String name = assignable(tokens.name("a macro name"));
    return new Stmt.MacroDefinition(name, signature("endmacro"));
  }

  private Stmt callBlock(int line) {
    Set<String> outer = takeNames();
    List<String> parameters = new ArrayList<>();
    List<Expr> defaults = new ArrayList<>();
    if (tokens.peek().isOperator("(")) {
      parameters(parameters, defaults);
    }
    if (!(expressions.expression() instanceof Expr.Call call)) {
      throw new JinjaException("{% call %} needs a call, such as {% call name() %}", line);
    }
    List<Stmt> body = outsideLoops("endcall");
    return new Stmt.CallBlock(
        line, call, new Stmt.Signature(parameters, defaults, body, implicitNames(outer)));
  }

  private Stmt.Signature signature(String end) {
    Set<String> outer = takeNames();
    List<String> parameters = new ArrayList<>();
    List<Expr> defaults = new ArrayList<>();
    parameters(parameters, defaults);
    List<Stmt> body = outsideLoops(end);
    return new Stmt.Signature(parameters, defaults, body, implicitNames(outer));
  }

  private Set<String> takeNames() {
    Set<String> outer = new HashSet<>(expressions.names());
    expressions.names().clear();
    return outer;
  }

  private Set<String> implicitNames(Set<String> outer) {
    Set<String> used = new HashSet<>(IMPLICIT);
    used.retainAll(expressions.names());
    expressions.names().addAll(outer);
    return Set.copyOf(used);
  }

  private void parameters(List<String> names, List<Expr> defaults) {
    tokens.expectOperator("(");
    while (!tokens.skipOperator(")")) {
      if (!names.isEmpty()) {
        tokens.expectOperator(",");
      }
      names.add(assignable(tokens.name("a parameter name")));
      if (tokens.skipOperator("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw tokens.fail("a parameter without default follows one with default");
      }
    }
  }

  private Stmt with(int line) {
    List<Stmt.Assign> assignments = new ArrayList<>();
    while (tokens.peek().kind() != Token.Kind.BLOCK_END) {
      if (!assignments.isEmpty()) {
        tokens.expectOperator(",");
      }
      Stmt.Target target = target(false);
      tokens.expectOperator("=");
      assignments.add(new Stmt.Assign(line, target, expressions.expression()));
    }
    return new Stmt.With(assignments, closedBody("endwith"));
  }

  /** One target, or several separated by commas. */
  private Stmt.Target target(boolean namespaces) {
    List<Stmt.Target> targets = new ArrayList<>();
    boolean tuple = false;
    do {
      boolean ends = tokens.peek().isName("in") || tokens.peek().isOperator("=");
      if (tuple && (ends || tokens.peek().kind() == Token.Kind.BLOCK_END)) {
        break;
      }
      targets.add(singleTarget(namespaces));
      tuple = tokens.peek().isOperator(",") || tuple;
    } while (tokens.skipOperator(","));
    return tuple ? new Stmt.Target.Unpack(targets) : targets.get(0);
  }

  private Stmt.Target singleTarget(boolean namespaces) {
    if (tokens.skipOperator("(")) {
      tokens.enter();
      Stmt.Target inner = target(namespaces);
      tokens.expectOperator(")");
      tokens.leave();
      return inner;
    }
    int line = tokens.peek().line();
    String name = assignable(tokens.name("a name to assign to"));
    if (namespaces && tokens.skipOperator(".")) {
      return new Stmt.Target.NamespaceAttribute(line, name, tokens.name("an attribute name"));
    }
    return new Stmt.Target.Variable(name);
  }

  private String assignable(String name) {
    if (Set.of("true", "false", "none", "True", "False", "None").contains(name)) {
      throw tokens.fail("can't assign to " + name);
    }
    return name;
  }
}
