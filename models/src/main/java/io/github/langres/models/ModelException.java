package io.github.langres.models;

/**
 * What can be wrong with a model before it runs. The message says what, expected, got, and what to
 * do.
 */
public abstract sealed class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private ModelException(String message) {
    super(message);
  }

  private ModelException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A model folder with a file that is missing, damaged or contradicts another. */
  public static final class Folder extends ModelException {
    private static final long serialVersionUID = 1L;

    public Folder(String message) {
      super(message);
    }

    public Folder(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A sound model of a kind that Langres does not run. */
  public static final class Unsupported extends ModelException {
    private static final long serialVersionUID = 1L;

    public Unsupported(String message) {
      super(message);
    }
  }

  /** A task asked of a checkpoint that was not trained for it. */
  public static final class MissingHead extends ModelException {
    private static final long serialVersionUID = 1L;

    public MissingHead(String message) {
      super(message);
    }
  }
}
