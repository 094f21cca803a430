package io.github.langres.models;

import java.nio.file.Path;

/** Where a model is. */
public sealed interface ModelSource {

  /** A folder in Hugging Face layout. */
  static ModelSource folder(Path path) {
    return new Folder(path);
  }

  /**
   * A model that a jar on the class path carries, such as {@code fr-mini-encoder} of {@code
   * langres-fr-mini}.
   */
  static ModelSource bundled(String name) {
    return new Bundled(name);
  }

  /** The bundled model of that name when it starts with {@code fr-mini-}, else the folder. */
  static ModelSource of(String nameOrFolder) {
    return nameOrFolder.startsWith("fr-mini-")
        ? bundled(nameOrFolder)
        : folder(Path.of(nameOrFolder));
  }

  /**
   * A folder in Hugging Face layout.
   *
   * @param path the folder that holds {@code config.json}
   */
  record Folder(Path path) implements ModelSource {
    @Override
    public String toString() {
      return path.toString();
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
}
