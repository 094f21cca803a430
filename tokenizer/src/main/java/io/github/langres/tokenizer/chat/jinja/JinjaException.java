package io.github.langres.tokenizer.chat.jinja;

/** A template that cannot be parsed or rendered. Line 0 means not known yet. */
public final class JinjaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;

  JinjaException(String message) {
    this(message, 0);
  }

  JinjaException(String message, int line) {
    super(message);
    this.line = line;
  }

  /** The line of the template, from 1. */
  public int line() {
    return line;
  }

  JinjaException at(int where) {
    return line > 0 ? this : new JinjaException(String.valueOf(getMessage()), where);
  }
}
