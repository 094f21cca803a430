package io.github.langres.models;

import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * Downloads models from the Hugging Face hub, or a mirror of it, into the Hugging Face cache of
 * this machine. The one thing of this library that uses the network, when it is called and only
 * then:
 *
 * <pre>{@code
 * Path folder = ModelHub.download("almanach/camembert-base");
 * try (FillMask model = FillMask.open(folder)) { … }
 * }</pre>
 *
 * <p>The cache is the one that Python libraries use: {@link ModelSource#cached} and they find what
 * is downloaded here, and the other way round.
 */
public interface ModelHub {

  /**
   * Downloads the newest revision of a model, or what of it is not yet in the cache.
   *
   * @param id such as {@code almanach/camembert-base}
   * @return the folder to open
   * @throws ModelException.Download when it cannot be had
   */
  static Path download(String id) {
    return download(id, "main", HubOptions.defaults(), DownloadListener.none());
  }

  /**
   * Downloads a revision of a model, or what of it is not yet in the cache. Every file is compared
   * with the hash that the hub announces; a download that was cut goes on where it stopped. Several
   * threads and processes may ask for the same model at once. An interrupt, or an exception of the
   * listener, ends the download; it can be taken up again later.
   *
   * @param id such as {@code almanach/camembert-base}
   * @param revision a branch, a tag or a commit; {@code main} is the usual one
   * @return the folder to open
   * @throws IllegalArgumentException when these cannot be an id and a revision
   * @throws ModelException.Download when it cannot be had
   */
  static Path download(String id, String revision, HubOptions options, DownloadListener listener) {
    return get().fetch(new ModelSource.Cached(id, revision), options, listener);
  }

  /** See {@link #download(String, String, HubOptions, DownloadListener)}. */
  Path fetch(ModelSource.Cached model, HubOptions options, DownloadListener listener);

  private static ModelHub get() {
    return ServiceLoader.load(ModelHub.class, ModelHub.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no ModelHub on the class path: the jar of langres-models was repackaged"
                        + " without its META-INF/services"));
  }
}
