package io.github.langres.tokenizer.json;

/** JSON that cannot be read, or holds a value of the wrong kind. */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public JsonException(String message) {
    super(message);
  }

  public JsonException(String message, Throwable cause) {
    super(message, cause);
  }
}
