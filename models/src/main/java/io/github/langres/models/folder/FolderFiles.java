package io.github.langres.models.folder;

import io.github.langres.models.ModelException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The rule for every file of a model folder that is read: a regular file, in the folder. Links out
 * of it are refused, but for those of a Hugging Face cache into its own blobs.
 */
public final class FolderFiles {
  /** What the tokenizer and the chat templates read; they know nothing of model folders. */
  private static final List<String> TOKENIZER_FILES =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "chat_template.jinja",
          "chat_template.json");

  private static final String TEMPLATE_FOLDER = "additional_chat_templates";

  private FolderFiles() {}

  /**
   * A file of the folder, when it is there.
   *
   * @throws ModelException.Folder when it is a pipe, a device, a link to nothing or out of the
   *     folder, or may not be read
   */
  public static Optional<Path> find(Path folder, String name) {
    Path file = folder.resolve(name);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (!Files.exists(file)) {
      throw new ModelException.Folder(file + " is a link to a file that is not there");
    }
    if (!Files.isRegularFile(file)) {
      throw new ModelException.Folder(file + " is not a regular file");
    }
    if (!Links.staysInside(file, folder)) {
      throw new ModelException.Folder(
          file + " is a link out of the model folder; copy the file there instead");
    }
    if (!Files.isReadable(file)) {
      throw new ModelException.Folder(file + " cannot be read: permission denied");
    }
    return Optional.of(file);
  }

  /**
   * Checks the files of the tokenizer and of the chat templates, those that are there.
   *
   * @throws ModelException.Folder as {@link #find}
   */
  public static void checkTokenizer(Path folder) {
    TOKENIZER_FILES.forEach(name -> find(folder, name));
    if (!Files.isDirectory(folder.resolve(TEMPLATE_FOLDER))) {
      return;
    }
    try (DirectoryStream<Path> templates =
        Files.newDirectoryStream(folder.resolve(TEMPLATE_FOLDER))) {
      for (Path template : templates) {
        find(folder, TEMPLATE_FOLDER + "/" + template.getFileName());
      }
    } catch (IOException e) {
      throw new ModelException.Folder(
          folder.resolve(TEMPLATE_FOLDER) + " cannot be listed: " + e, e);
    }
  }
}
