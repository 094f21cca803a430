package io.github.langres.models;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a request that holds no thread may take. Immutable; start from {@link #defaults()}.
 *
 * @param timeout how long from its submission the answer is wanted, its time in the queue included;
 *     then the future fails with {@link io.github.langres.engine.EngineException.DeadlineExceeded}.
 *     Empty for ever; one of zero or less is over at once
 */
public record RequestOptions(Optional<Duration> timeout) {

  /** No timeout. */
  public static RequestOptions defaults() {
    return new RequestOptions(Optional.empty());
  }

  /** The same with that timeout. */
  public RequestOptions withTimeout(Duration newTimeout) {
    return new RequestOptions(Optional.of(newTimeout));
  }
}
