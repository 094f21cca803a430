package io.github.langres.tokenizer.chat.jinja;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A statement, or text between tags. */
sealed interface Stmt {
  record Data(String text) implements Stmt {}

  record Print(Expr value) implements Stmt {}

  record If(List<Branch> branches, List<Stmt> otherwise) implements Stmt {}

  record Branch(Expr test, List<Stmt> body) {}

  record For(
      int line,
      Target target,
      Expr items,
      @Nullable Expr filter,
      List<Stmt> body,
      List<Stmt> otherwise)
      implements Stmt {}

  record Assign(int line, Target target, Expr value) implements Stmt {}

  record AssignBlock(int line, Target target, List<Expr.FilterCall> filters, List<Stmt> body)
      implements Stmt {}

  record MacroDefinition(String name, Signature signature) implements Stmt {}

  record CallBlock(int line, Expr.Call call, Signature caller) implements Stmt {}

  record FilterBlock(List<Expr.FilterCall> filters, List<Stmt> body) implements Stmt {}

  record With(List<Assign> assignments, List<Stmt> body) implements Stmt {}

  /** A pass-through with its own scope, such as {@code generation}. */
  record Scoped(List<Stmt> body) implements Stmt {}

  record Break() implements Stmt {}

  record Continue() implements Stmt {}

  /**
   * The parameters and body of a macro.
   *
   * @param defaults those of the last parameters
   * @param implicit which of {@code caller}, {@code kwargs}, {@code varargs} the body reads
   */
  record Signature(
      List<String> parameters, List<Expr> defaults, List<Stmt> body, Set<String> implicit) {}

  /** What an assignment writes to. */
  sealed interface Target {
    record Variable(String name) implements Target {}

    record NamespaceAttribute(int line, String namespace, String attribute) implements Target {}

    record Unpack(List<Target> targets) implements Target {}
  }
}
