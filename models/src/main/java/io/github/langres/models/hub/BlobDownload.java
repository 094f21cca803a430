package io.github.langres.models.hub;

import io.github.langres.models.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Downloads one file under a name of its own, goes on after a cut, and gives it its name once it is
 * whole and has the hash that was announced.
 */
final class BlobDownload {
  /** Not the {@code .incomplete} of Python's library, which would append to it at the same time. */
  static final String PARTIAL_SUFFIX = ".langres.incomplete";

  private static final int BUFFER_BYTES = 1 << 18;

  private final HubClient client;
  private final String commit;
  private final Retries retries;
  private final Duration timeout;
  private final Progress progress;

  BlobDownload(
      HubClient client, String commit, Retries retries, Duration timeout, Progress progress) {
    this.client = client;
    this.commit = commit;
    this.retries = retries;
    this.timeout = timeout;
    this.progress = progress;
  }

  /** Downloads the file to the path. */
  void to(Path blob, RemoteFile file) throws IOException, InterruptedException {
    Files.createDirectories(blob.toAbsolutePath().getParent());
    Path partial = blob.resolveSibling(blob.getFileName() + PARTIAL_SUFFIX);
    receive(partial, file);
    if (!file.hash().matches(partial)) {
      Files.delete(partial);
      throw new ModelException.Download(
          file.name()
              + " came with another content than its hash announces ("
              + file.hash()
              + "), so it was thrown away; a proxy or a mirror may have changed it");
    }
    Files.move(partial, blob, StandardCopyOption.ATOMIC_MOVE);
  }

  private void receive(Path partial, RemoteFile file) throws IOException, InterruptedException {
    long farthest = 0;
    int time = 0;
    while (true) {
      try {
        receiveOnce(partial, file);
        return;
      } catch (IOException e) {
        long here = Files.exists(partial) ? Files.size(partial) : 0;
        // A server that gives a little more each time is worth asking again.
        time = here > farthest ? 1 : time + 1;
        farthest = Math.max(farthest, here);
        if (time == Retries.TIMES) {
          throw new ModelException.Download(
              "%s was cut after %,d of %,d bytes: %s. Download again to go on from there"
                  .formatted(file.name(), here, file.size(), HubErrors.reason(e)),
              e);
        }
        retries.sleep(time);
      }
    }
  }

  private void receiveOnce(Path partial, RemoteFile file) throws IOException, InterruptedException {
    long from = Files.exists(partial) ? Files.size(partial) : 0;
    if (from == file.size() && from > 0) {
      return;
    }
    HttpResponse<InputStream> response = client.get(commit, file, from > file.size() ? 0 : from);
    boolean resumed =
        response.statusCode() == 206
            && response
                .headers()
                .firstValue("Content-Range")
                .filter(range -> range.startsWith("bytes " + from + "-"))
                .isPresent();
    try (InputStream body = StallGuard.watch(response.body(), timeout)) {
      if (!resumed && response.statusCode() != 200) {
        Files.deleteIfExists(partial);
        throw new IOException("the server cannot go on from byte " + from);
      }
      try (FileChannel out = open(partial, resumed)) {
        copy(body, out, resumed ? from : 0, file);
      }
    }
  }

  private static FileChannel open(Path partial, boolean resumed) throws IOException {
    return FileChannel.open(
        partial,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        resumed ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
  }

  private void copy(InputStream body, FileChannel out, long from, RemoteFile file)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long at = from;
    progress.at(file, at);
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      if (read > file.size() - at) {
        throw new ModelException.Download(
            "%s is longer than the %,d bytes announced".formatted(file.name(), file.size()));
      }
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
      writing(() -> writeAll(out, bytes));
      at += read;
      progress.at(file, at);
    }
    writing(() -> out.force(true));
    if (at < file.size()) {
      throw new IOException("the server closed the connection");
    }
  }

  private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** A disk that is full stays so: no use to ask the server again. */
  private static void writing(Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      throw new ModelException.Download(
          "the model cache cannot be written (HF_HUB_CACHE): " + HubErrors.reason(e), e);
    }
  }

  private interface Writing {
    void run() throws IOException;
  }
}
