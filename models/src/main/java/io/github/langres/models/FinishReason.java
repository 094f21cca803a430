package io.github.langres.models;

import java.util.Locale;

/** Why a generated text ends. */
public enum FinishReason {
  /** The model gave one of its end tokens. */
  EOS,
  /** A stop string appeared. */
  STOP,
  /** As many tokens as were asked for, or as fit into the model's context. */
  LENGTH,
  /** Its {@link GenerateOptions#cancellation()} was requested. */
  CANCELLED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
