package io.github.langres.models.folder;

import io.github.langres.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which exported graph of a folder to open: the plain one, at the root as optimum writes it or in
 * {@code onnx/} as transformers.js does; else the only one there.
 */
final class OnnxChoice {
  private static final List<String> PLAIN = List.of("model.onnx", "onnx/model.onnx");
  private static final int MAX_LISTED = 12;

  private OnnxChoice() {}

  /**
   * The graph to open, relative to the folder.
   *
   * @param doubtIsNone whether to give none where there are several and none is plain
   */
  static Optional<String> of(Path folder, boolean doubtIsNone) {
    for (String name : PLAIN) {
      if (Files.exists(folder.resolve(name))) {
        return Optional.of(name);
      }
    }
    List<String> names = all(folder);
    if (names.size() > 1) {
      if (doubtIsNone) {
        return Optional.empty();
      }
      throw new ModelException.Folder(
          folder
              + " holds several ONNX graphs and no model.onnx: "
              + String.join(", ", names.subList(0, Math.min(names.size(), MAX_LISTED)))
              + "; name the one to open (ModelSource.folder(path, \"FILE\"), or --model with the"
              + " path of the file)");
    }
    return names.stream().findFirst();
  }

  private static List<String> all(Path folder) {
    List<String> names = new ArrayList<>();
    for (Path home : List.of(folder, folder.resolve("onnx"))) {
      if (Files.isDirectory(home)) {
        try (Stream<Path> files = Files.list(home)) {
          files
              .filter(file -> file.toString().endsWith(".onnx") && Files.isRegularFile(file))
              .forEach(file -> names.add(folder.relativize(file).toString().replace('\\', '/')));
        } catch (IOException e) {
          throw new ModelException.Folder(home + " cannot be listed: " + e, e);
        }
      }
    }
    names.sort(null);
    return names;
  }
}
