package io.github.langres.models;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a model is: on this machine. Opening a source never downloads anything. */
public sealed interface ModelSource {

  /** A folder in Hugging Face layout. */
  static ModelSource folder(Path path) {
    return new Folder(path, null);
  }

  /**
   * One exported graph of a folder that holds several, such as {@code onnx/model_quantized.onnx}.
   * It is opened even where the folder has safetensors weights.
   *
   * @param onnxFile the file, relative to the folder
   */
  static ModelSource folder(Path path, String onnxFile) {
    return new Folder(path, onnxFile);
  }

  /**
   * A model that a jar on the class path carries, such as {@code fr-mini-encoder} of {@code
   * langres-fr-mini}.
   */
  static ModelSource bundled(String name) {
    return new Bundled(name);
  }

  /**
   * A model that {@link ModelHub}, or any Hugging Face library, has left in the Hugging Face cache
   * of this machine.
   *
   * @param id such as {@code almanach/camembert-base}
   * @param revision a branch, a tag or a commit; {@code main} is the usual one
   * @throws IllegalArgumentException when they cannot be an id and a revision
   */
  static ModelSource cached(String id, String revision) {
    return new Cached(id, revision);
  }

  /**
   * What a person typed: an existing folder, or an {@code .onnx} file in one; else the bundled
   * model of that name when it starts with {@code fr-mini-}; else the id of a model in the Hugging
   * Face cache, with or without {@code @revision}; else a folder, whose absence is told on opening.
   */
  static ModelSource of(String text) {
    Path path = pathOrNull(text);
    if (path != null && Files.isDirectory(path)) {
      return folder(path);
    }
    if (path != null && text.endsWith(".onnx") && Files.isRegularFile(path)) {
      return onnxFile(path.toAbsolutePath());
    }
    if (text.startsWith("fr-mini-")) {
      return bundled(text);
    }
    Matcher id = Cached.ID_AND_REVISION.matcher(text);
    if (id.matches() && Cached.isId(id.group(1))) {
      return cached(id.group(1), id.group(2) == null ? Cached.MAIN : id.group(2));
    }
    return folder(path == null ? Path.of(text) : path);
  }

  private static @Nullable Path pathOrNull(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** The folder of a graph: the one above where it lies in {@code onnx/}. */
  private static ModelSource onnxFile(Path file) {
    Path folder = Objects.requireNonNull(file.getParent());
    if (!Files.exists(folder.resolve("config.json")) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    return folder(folder, folder.relativize(file).toString());
  }

  /**
   * A folder in Hugging Face layout.
   *
   * @param path the folder that holds {@code config.json}
   * @param onnxFile the exported graph to open, relative to the folder; null to let the folder say
   */
  record Folder(Path path, @Nullable String onnxFile) implements ModelSource {
    public Folder {
      Objects.requireNonNull(path, "the model folder is null");
    }

    @Override
    public String toString() {
      return onnxFile == null ? path.toString() : path.resolve(onnxFile).toString();
    }
  }

  /**
   * A model inside a jar.
   *
   * @param name such as {@code fr-mini-encoder}
   */
  record Bundled(String name) implements ModelSource {
    public Bundled {
      if (!name.matches("[a-z0-9][a-z0-9-]*")) {
        throw new IllegalArgumentException(
            "a bundled model's name has lower-case letters, digits and dashes, got " + name);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * A model of the Hugging Face cache.
   *
   * @param id {@code organization/name}, or {@code name} alone for the oldest models
   * @param revision a branch, a tag or a commit
   */
  record Cached(String id, String revision) implements ModelSource {
    static final String MAIN = "main";
    static final Pattern ID_AND_REVISION = Pattern.compile("([^@]+)(?:@([^@]+))?");

    // The rules of huggingface_hub.validate_repo_id.
    private static final Pattern ID = Pattern.compile("(?:[\\w.-]{1,96}/)?[\\w.-]{1,96}");
    private static final Pattern NEVER_IN_ID = Pattern.compile("--|\\.\\.|(^|/)[.-]|[.-]($|/)");
    private static final Pattern REVISION = Pattern.compile("[^\\\\:*?\"<>|\\p{Cntrl}]{1,200}");

    public Cached {
      if (!isId(id)) {
        throw new IllegalArgumentException(
            "a model id is organization/name, in letters, digits, '-', '_' and '.', got " + id);
      }
      if (!isRevision(revision)) {
        throw new IllegalArgumentException(
            "a revision is a branch, a tag or a commit, got " + revision);
      }
    }

    static boolean isId(String text) {
      return ID.matcher(text).matches() && !NEVER_IN_ID.matcher(text).find();
    }

    /** A revision names a file of the cache: it must not climb out of its folder. */
    private static boolean isRevision(String text) {
      for (String part : text.split("/", -1)) {
        if (part.isBlank() || part.equals(".") || part.equals("..")) {
          return false;
        }
      }
      return REVISION.matcher(text).matches();
    }

    @Override
    public String toString() {
      return revision.equals(MAIN) ? id : id + "@" + revision;
    }
  }
}
