package io.github.langres.tokenizer.chat;

/**
 * A chat template that cannot be found, parsed or rendered. What a template says through {@code
 * raise_exception} is part of the message.
 */
public final class ChatTemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;

  ChatTemplateException(String message, int line) {
    super(message);
    this.line = line;
  }

  ChatTemplateException(String message, Throwable cause) {
    super(message, cause);
    this.line = 0;
  }

  /** The line of the template, from 1; 0 when the error is not in the template. */
  public int line() {
    return line;
  }
}
