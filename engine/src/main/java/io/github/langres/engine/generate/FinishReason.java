package io.github.langres.engine.generate;

/** Why a generation ended. */
public enum FinishReason {
  /** The model gave one of the stop ids. */
  EOS,
  /** The sink wanted no more. */
  STOP,
  /** As many new tokens as asked for, or a full context. */
  LENGTH,
  /** Its cancellation was requested. */
  CANCELLED
}
