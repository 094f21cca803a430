package io.github.langres.tokenizer.chat.jinja;

import java.time.Clock;
import java.util.List;
import java.util.Map;

/** One rendering's clock and what is left of its limits; one owner. */
final class Context {
  /** Python's sandbox has the same bound. */
  static final int MAX_RANGE = 100_000;

  private static final int MACRO_DEPTH = 3;

  private final Limits limits;
  private final Clock clock;
  private long steps;
  private int depth;
  private int line = 1;

  Context(Limits limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  Clock clock() {
    return clock;
  }

  /** The line being rendered, for errors raised by code that knows no line. */
  int line() {
    return line;
  }

  void at(int newLine) {
    line = newLine;
    step(1);
  }

  void step(long count) {
    steps += count;
    if (steps > limits.maxSteps()) {
      throw new JinjaException(
          "the template needs more than " + limits.maxSteps() + " steps" + limits.knob("maxSteps"));
    }
  }

  /** Call {@link #leave} after. One level of source can take two of evaluation. */
  void enter() {
    if (++depth > 2 * limits.maxDepth()) {
      throw new JinjaException(
          "the template nests or recurses deeper than "
              + limits.maxDepth()
              + " levels"
              + limits.knob("maxDepth"));
    }
  }

  void leave() {
    depth--;
  }

  /** A macro call costs the stack as much as several nested expressions. */
  void enterMacro() {
    enter();
    depth += MACRO_DEPTH;
  }

  void leaveMacro() {
    depth -= 1 + MACRO_DEPTH;
  }

  void checkChars(long length) {
    if (length > limits.maxChars()) {
      throw new JinjaException(
          "a text grows past " + limits.maxChars() + " chars" + limits.knob("maxChars"));
    }
  }

  TextBuilder text() {
    return new TextBuilder(this);
  }

  Text concat(Text left, Text right) {
    return text().append(left).append(right).toText();
  }

  Seq list(List<Object> items) {
    return seq(Seq.Kind.LIST, items);
  }

  Seq tuple(Object... items) {
    return seq(Seq.Kind.TUPLE, List.of(items));
  }

  Seq seq(Seq.Kind kind, List<Object> items) {
    step(1 + items.size());
    return checked(Seq.of(kind, items));
  }

  Dict dict(Map<Object, Object> entries) {
    step(1 + entries.size());
    Dict dict = Dict.of(entries);
    checkNesting(dict.depth(), dict.weight());
    return dict;
  }

  private Seq checked(Seq seq) {
    checkNesting(seq.depth(), seq.weight());
    return seq;
  }

  private void checkNesting(int valueDepth, long weight) {
    if (valueDepth > limits.maxDepth()) {
      throw new JinjaException(
          "a value nests deeper than " + limits.maxDepth() + " levels" + limits.knob("maxDepth"));
    }
    if (weight > limits.maxSteps()) {
      throw new JinjaException(
          "a value holds more than " + limits.maxSteps() + " elements" + limits.knob("maxSteps"));
    }
  }
}
