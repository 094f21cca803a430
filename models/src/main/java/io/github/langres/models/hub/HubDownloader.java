package io.github.langres.models.hub;

import io.github.langres.models.DownloadListener;
import io.github.langres.models.HubOptions;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelHub;
import io.github.langres.models.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Downloads models into the Hugging Face cache. Thread-safe. */
public final class HubDownloader implements ModelHub {
  private final HubEnvironment environment;
  private final Retries retries;

  /** For {@link java.util.ServiceLoader}. */
  public HubDownloader() {
    this(HubEnvironment.ofProcess(), new Retries(Duration.ofSeconds(1)));
  }

  HubDownloader(HubEnvironment environment, Retries retries) {
    this.environment = environment;
    this.retries = retries;
  }

  @Override
  public Path fetch(ModelSource.Cached model, HubOptions options, DownloadListener listener) {
    environment
        .offline()
        .ifPresent(
            why -> {
              throw new ModelException.Download(
                  why + " forbids to download " + model + "; copy its folder here instead");
            });
    @Nullable Path chosen = options.cache();
    HubCache cache = new HubCache(chosen == null ? environment.cache() : chosen);
    try {
      return download(model, options, cache, listener);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException.Download("the download of " + model + " was interrupted", e);
    } catch (IOException e) {
      throw new ModelException.Download(model + " cannot be downloaded: " + HubErrors.reason(e), e);
    }
  }

  private Path download(
      ModelSource.Cached model, HubOptions options, HubCache cache, DownloadListener listener)
      throws IOException, InterruptedException {
    HubClient client = new HubClient(environment, options, retries, model);
    RepositoryListing listing = client.list();
    List<RemoteFile> files = new ArrayList<>();
    for (String name : FileChoice.of(model, listing.names(), options.onnxFile())) {
      files.add(client.head(listing.commit(), name));
    }
    SnapshotWriter snapshot =
        new SnapshotWriter(cache.repository(model), listing.commit(), environment.symlinks());
    Progress progress = new Progress(listener, files);
    BlobDownload blobs =
        new BlobDownload(client, listing.commit(), retries, options.timeout(), progress);
    RepositoryLock lock = RepositoryLock.take(cache.lock(model));
    try {
      requireSpace(cache, snapshot, files);
      for (RemoteFile file : files) {
        if (!snapshot.has(file)) {
          if (!snapshot.hasBlob(file)) {
            blobs.to(snapshot.blob(file), file);
          }
          snapshot.add(file);
        }
        progress.done(file);
      }
      snapshot.setRevision(model.revision());
    } finally {
      lock.close();
    }
    return snapshot.folder();
  }

  private static void requireSpace(HubCache cache, SnapshotWriter snapshot, List<RemoteFile> files)
      throws IOException {
    long needed = 0;
    for (RemoteFile file : files) {
      needed += snapshot.has(file) || snapshot.hasBlob(file) ? 0 : file.size();
    }
    long free = Files.getFileStore(cache.root()).getUsableSpace();
    if (needed > free) {
      throw new ModelException.Download(
          "%,d bytes are to come, but %s has room for %,d; make room, or set HF_HUB_CACHE"
              .formatted(needed, cache.root(), free));
    }
  }
}
