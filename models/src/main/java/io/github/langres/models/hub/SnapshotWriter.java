package io.github.langres.models.hub;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/**
 * Writes one snapshot of a model into the cache. Whatever is half done when the process dies is
 * done again next time: files get their names when they are whole, and the revision last.
 *
 * @param repository {@code models--org--name}
 * @param symlinks whether to try links into {@code blobs}; without them, the files move
 */
record SnapshotWriter(Path repository, String commit, boolean symlinks) {
  private static final String TEMPORARY_SUFFIX = ".langres.tmp";

  /** The folder to open. */
  Path folder() {
    return repository.resolve("snapshots").resolve(commit);
  }

  /** Where the content of a file belongs. */
  Path blob(RemoteFile file) {
    return repository.resolve("blobs").resolve(file.hash().hex());
  }

  /** True when the snapshot has the file. */
  boolean has(RemoteFile file) throws IOException {
    return isWhole(folder().resolve(file.name()), file);
  }

  /** True when the blobs have its content. */
  boolean hasBlob(RemoteFile file) throws IOException {
    return isWhole(blob(file), file);
  }

  private static boolean isWhole(Path path, RemoteFile file) throws IOException {
    return Files.isRegularFile(path) && Files.size(path) == file.size();
  }

  /** Gives the content its name in the snapshot. */
  void add(RemoteFile file) throws IOException {
    Path name = folder().resolve(file.name());
    Path parent = Objects.requireNonNull(name.getParent());
    Files.createDirectories(parent);
    if (!symlinks || !link(name, parent.relativize(blob(file)))) {
      replace(blob(file), name);
    }
  }

  private static boolean link(Path name, Path target) throws IOException {
    Path temporary = name.resolveSibling(name.getFileName() + TEMPORARY_SUFFIX);
    try {
      Files.deleteIfExists(temporary);
      Files.createSymbolicLink(temporary, target);
    } catch (UnsupportedOperationException | FileSystemException e) {
      return false; // Windows without the right to make links, and some network drives
    }
    replace(temporary, name);
    return true;
  }

  /** Says that the revision is this snapshot. */
  void setRevision(String revision) throws IOException {
    if (revision.equals(commit)) {
      return;
    }
    Path ref = repository.resolve("refs").resolve(revision);
    Files.createDirectories(Objects.requireNonNull(ref.getParent()));
    Path temporary = ref.resolveSibling(ref.getFileName() + TEMPORARY_SUFFIX);
    Files.writeString(temporary, commit);
    replace(temporary, ref);
  }

  private static void replace(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
