package io.github.langres.models.folder;

import io.github.langres.models.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Follows symbolic links, and says whether they stay where a model may have its files. */
final class Links {
  private Links() {}

  /**
   * True when the file, links followed, lies in the folder, or in the {@code blobs} folder of the
   * Hugging Face cache that the folder is a snapshot of. The folder itself may be a link.
   */
  static boolean staysInside(Path file, Path folder) {
    try {
      Path real = file.toRealPath();
      Path realFolder = folder.toRealPath();
      if (real.startsWith(realFolder)) {
        return true;
      }
      Path repository = repositoryOfSnapshot(realFolder);
      return repository != null && real.startsWith(repository.resolve("blobs"));
    } catch (IOException e) {
      throw new ModelException.Folder(file + " cannot be read: " + e, e);
    }
  }

  /** {@code models--org--name} of {@code models--org--name/snapshots/SHA/…}. */
  private static @Nullable Path repositoryOfSnapshot(Path folder) {
    for (Path path = folder.getParent(); path != null; path = path.getParent()) {
      Path repository = path.getParent();
      if (repository != null
          && path.endsWith("snapshots")
          && String.valueOf(repository.getFileName()).startsWith("models--")) {
        return repository;
      }
    }
    return null;
  }
}
