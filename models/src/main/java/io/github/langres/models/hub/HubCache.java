package io.github.langres.models.hub;

import io.github.langres.models.ModelException;
import io.github.langres.models.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The cache of downloaded models, shared with Hugging Face's own libraries: {@code
 * models--org--name/refs/REVISION} holds a commit, {@code snapshots/COMMIT/} the files, as links
 * into {@code blobs/}. Reads only.
 *
 * @param root the folder of all models
 */
public record HubCache(Path root) {
  /** SHA-1, or SHA-256 as git will have it. */
  static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  private static final int MAX_REF_BYTES = 1000;
  private static final int MAX_LISTED = 5;

  /** The cache that the environment names: {@code HF_HUB_CACHE}, {@code HF_HOME} and so on. */
  public static HubCache ofEnvironment() {
    return new HubCache(HubEnvironment.ofProcess().cache());
  }

  /**
   * The folder of a model.
   *
   * @throws ModelException.Folder when it is not in the cache; nothing is downloaded
   */
  public Path snapshot(ModelSource.Cached model) {
    return find(model).orElseThrow(() -> missing(model));
  }

  /** The folder of a model, when it is in the cache. */
  Optional<Path> find(ModelSource.Cached model) {
    Path repository = repository(model);
    return commit(repository.resolve("refs").resolve(model.revision()))
        .or(() -> Optional.of(model.revision()).filter(COMMIT.asMatchPredicate()))
        .map(commit -> repository.resolve("snapshots").resolve(commit))
        .filter(Files::isDirectory);
  }

  /** Where everything of a model lies. */
  Path repository(ModelSource.Cached model) {
    return root.resolve("models--" + model.id().replace("/", "--"));
  }

  /** What a download of a model holds as long as it writes. */
  Path lock(ModelSource.Cached model) {
    return root.resolve(".locks")
        .resolve(String.valueOf(repository(model).getFileName()))
        .resolve("langres.lock");
  }

  private static Optional<String> commit(Path ref) {
    try {
      if (!Files.isRegularFile(ref) || Files.size(ref) > MAX_REF_BYTES) {
        return Optional.empty();
      }
      return Optional.of(Files.readString(ref).strip()).filter(COMMIT.asMatchPredicate());
    } catch (IOException e) {
      throw new ModelException.Folder(ref + " cannot be read: " + e, e);
    }
  }

  private ModelException missing(ModelSource.Cached model) {
    List<String> revisions = revisions(repository(model));
    String where =
        revisions.isEmpty()
            ? "no folder of that name, and not in the Hugging Face cache " + root
            : "the Hugging Face cache " + root + " holds only " + String.join(", ", revisions);
    String option = model.revision().equals("main") ? "" : " --revision " + model.revision();
    return new ModelException.Folder(
        model
            + " is not on this machine: "
            + where
            + ". Opening never downloads: run \"langres download "
            + model.id()
            + option
            + "\", or copy its folder here and name that");
  }

  private static List<String> revisions(Path repository) {
    Path refs = repository.resolve("refs");
    if (!Files.isDirectory(refs)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(refs, 4)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> refs.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .limit(MAX_LISTED)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
