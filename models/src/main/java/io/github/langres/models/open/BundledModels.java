package io.github.langres.models.open;

import io.github.langres.models.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Models that jars carry under {@code io/github/langres/models/frmini/NAME/}. Native code and
 * memory mapping need real files, so a model is copied to a temporary folder for as long as it is
 * open.
 */
final class BundledModels {
  private static final String ROOT = "io/github/langres/models/frmini/";

  /** The list of a model's files, one name a line: class paths cannot be listed portably. */
  private static final String INDEX = "FILES";

  private BundledModels() {}

  /** Copies the model to a new temporary folder. */
  static Path copy(String name) {
    ClassLoader loader = BundledModels.class.getClassLoader();
    URL index = loader.getResource(ROOT + name + "/" + INDEX);
    if (index == null) {
      throw new ModelException.Folder(
          "no bundled model \""
              + name
              + "\" on the class path; add the artifact langres-fr-mini, or give a model folder");
    }
    try {
      Path folder = Files.createTempDirectory("langres-" + name + "-");
      try {
        for (String file : read(loader, name, INDEX).lines().toList()) {
          Path target = folder.resolve(file);
          Files.createDirectories(target.getParent());
          try (InputStream in = resource(loader, name, file)) {
            Files.copy(in, target);
          }
        }
        return folder;
      } catch (IOException | RuntimeException e) {
        delete(folder);
        throw e;
      }
    } catch (IOException e) {
      throw new ModelException.Folder(
          "the bundled model "
              + name
              + " cannot be copied to "
              + System.getProperty("java.io.tmpdir")
              + " (java.io.tmpdir): "
              + e.getMessage(),
          e);
    }
  }

  private static String read(ClassLoader loader, String name, String file) throws IOException {
    try (InputStream in = resource(loader, name, file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static InputStream resource(ClassLoader loader, String name, String file)
      throws IOException {
    InputStream in = loader.getResourceAsStream(ROOT + name + "/" + file);
    if (in == null) {
      throw new IOException(file + " is listed but absent");
    }
    return in;
  }

  /** Deletes the folder; what the system still holds goes when the JVM ends. */
  static void delete(Path folder) {
    List<Path> paths = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.forEach(paths::add);
    } catch (IOException e) {
      paths.add(folder);
    }
    Collections.reverse(paths);
    for (Path path : paths) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // Windows keeps mapped files until they are unmapped.
        path.toFile().deleteOnExit();
      }
    }
  }
}
