package io.github.langres.models;

/**
 * What can go wrong above the engine. The message says what, expected, got, and what to do; it
 * names files, never their content.
 */
public abstract sealed class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private ModelException(String message) {
    super(message);
  }

  private ModelException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A model folder whose files are missing, malformed, hostile or at odds with each other. */
  public static final class Folder extends ModelException {
    private static final long serialVersionUID = 1L;

    public Folder(String message) {
      super(message);
    }

    public Folder(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A sound model folder that cannot do what is asked of it. */
  public static final class Unsupported extends ModelException {
    private static final long serialVersionUID = 1L;

    public Unsupported(String message) {
      super(message);
    }
  }

  /** A task asked of a model that was not trained for it. */
  public static final class MissingHead extends ModelException {
    private static final long serialVersionUID = 1L;

    public MissingHead(String message) {
      super(message);
    }
  }

  /** A model that cannot be downloaded: refused, absent, cut short or not what it should be. */
  public static final class Download extends ModelException {
    private static final long serialVersionUID = 1L;

    public Download(String message) {
      super(message);
    }

    public Download(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A text that the model cannot take. */
  public static final class Input extends ModelException {
    private static final long serialVersionUID = 1L;

    public Input(String message) {
      super(message);
    }
  }
}
