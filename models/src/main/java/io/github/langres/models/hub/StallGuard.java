package io.github.langres.models.hub;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Ends the reading of a body that has stopped coming: the timeout of Java's client ends with the
 * headers.
 */
final class StallGuard extends FilterInputStream {
  private final Thread clock = new Thread(this::watch, "langres-download-clock");
  private final Duration patience;
  private volatile long lastNanos = System.nanoTime();
  private volatile boolean stalled;

  private StallGuard(InputStream body, Duration patience) {
    super(body);
    this.patience = patience;
    clock.setDaemon(true);
  }

  /** The body; reading it fails after that much silence. */
  static InputStream watch(InputStream body, Duration patience) {
    StallGuard guard = new StallGuard(body, patience);
    guard.clock.start();
    return guard;
  }

  private void watch() {
    try {
      while (System.nanoTime() - lastNanos < patience.toNanos()) {
        Thread.sleep(Math.max(1, Math.min(patience.toMillis() / 4, 1000)));
      }
      stalled = true;
      in.close(); // wakes the reader, who says why
    } catch (InterruptedException | IOException e) {
      // The body was closed in time, or cannot be.
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    lastNanos = System.nanoTime();
    int read;
    try {
      read = super.read(bytes, offset, length);
    } catch (IOException e) {
      throw stalled ? silence() : e;
    }
    if (stalled) {
      throw silence();
    }
    return read;
  }

  private IOException silence() {
    return new IOException("nothing came for " + patience.toMillis() + " ms");
  }

  @Override
  public void close() throws IOException {
    clock.interrupt();
    super.close();
  }
}
