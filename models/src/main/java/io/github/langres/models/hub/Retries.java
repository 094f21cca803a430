package io.github.langres.models.hub;

import java.io.IOException;
import java.time.Duration;

/**
 * Asks again when the network or the server fails; what is refused for good is a {@link
 * io.github.langres.models.ModelException} and ends at once.
 *
 * @param pause before the second time; doubled before each time more
 */
record Retries(Duration pause) {
  static final int TIMES = 4;

  <T> T call(Call<T> call) throws IOException, InterruptedException {
    for (int time = 1; ; time++) {
      try {
        return call.call();
      } catch (IOException e) {
        if (time == TIMES) {
          throw e;
        }
        sleep(time);
      }
    }
  }

  void sleep(int time) throws InterruptedException {
    Thread.sleep(pause.multipliedBy(1L << (time - 1)).toMillis());
  }

  /** What may fail. */
  interface Call<T> {
    T call() throws IOException, InterruptedException;
  }
}
