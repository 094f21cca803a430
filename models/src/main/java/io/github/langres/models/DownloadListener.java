package io.github.langres.models;

/** Is told how far a download is, on the thread that downloads. */
@FunctionalInterface
public interface DownloadListener {

  /**
   * Called at the start and the end of each file, and several times a second in between.
   *
   * @param file the file under way, by its name in the model
   * @param doneBytes bytes of the whole model that are here
   * @param totalBytes bytes of the whole model
   */
  void progress(String file, long doneBytes, long totalBytes);

  /** A listener that does nothing. */
  static DownloadListener none() {
    return (file, doneBytes, totalBytes) -> {};
  }
}
