package io.github.langres.engine;

/**
 * What can go wrong below the tasks. The message says what, expected, got, and which option to
 * turn.
 */
public sealed class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private EngineException(String message) {
    super(message);
  }

  private EngineException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A graph that cannot be loaded. */
  public static final class Load extends EngineException {
    private static final long serialVersionUID = 1L;

    public Load(String message) {
      super(message);
    }

    public Load(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A device that this machine or class path lacks. */
  public static final class DeviceUnavailable extends EngineException {
    private static final long serialVersionUID = 1L;

    public DeviceUnavailable(String message) {
      super(message);
    }

    public DeviceUnavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A run that failed: an input that the graph refuses, or a fault inside the runtime. */
  public static final class Run extends EngineException {
    private static final long serialVersionUID = 1L;

    public Run(String message) {
      super(message);
    }

    public Run(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A run that its {@link Cancellation} stopped. */
  public static final class Cancelled extends EngineException {
    private static final long serialVersionUID = 1L;

    public Cancelled(String message) {
      super(message);
    }
  }

  /** A request that was refused at once, because the queue was full. */
  public static final class Overloaded extends EngineException {
    private static final long serialVersionUID = 1L;

    public Overloaded(String message) {
      super(message);
    }
  }

  /** A request whose time was over before its answer was there. */
  public static final class DeadlineExceeded extends EngineException {
    private static final long serialVersionUID = 1L;

    public DeadlineExceeded(String message) {
      super(message);
    }
  }
}
