package io.github.langres.models.hub;

import io.github.langres.models.DownloadListener;
import java.util.List;

/** Adds up what is here of a model, and tells the listener now and then. */
final class Progress {
  private static final long PERIOD_NANOS = 100_000_000;

  private final DownloadListener listener;
  private final long totalBytes;
  private long doneBytes;
  private long toldNanos;

  Progress(DownloadListener listener, List<RemoteFile> files) {
    this.listener = listener;
    this.totalBytes = files.stream().mapToLong(RemoteFile::size).sum();
  }

  /** The file has that many bytes here. */
  void at(RemoteFile file, long bytes) {
    long now = System.nanoTime();
    if (bytes == 0 || now - toldNanos > PERIOD_NANOS) {
      toldNanos = now;
      listener.progress(file.name(), doneBytes + bytes, totalBytes);
    }
  }

  /** The file is whole. */
  void done(RemoteFile file) {
    doneBytes += file.size();
    listener.progress(file.name(), doneBytes, totalBytes);
  }
}
