package io.github.langres.models.folder;

import io.github.langres.models.ModelException;
import io.github.langres.models.ModelSource;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonException;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A folder in Hugging Face layout: where its files are and what its {@code config.json} says. All
 * of them follow the rule of {@link FolderFiles}.
 *
 * @param path the folder
 * @param config {@code config.json}
 * @param chosenOnnx the exported graph that the caller wants, relative to the folder; null when the
 *     folder is to say
 */
public record ModelFolder(Path path, JsonObject config, @Nullable String chosenOnnx) {
  private static final long MAX_CONFIG_BYTES = 16 << 20;

  /**
   * Reads a folder.
   *
   * @throws ModelException.Folder when there is no folder, or no sound {@code config.json} in it
   */
  public static ModelFolder read(Path path) {
    return read(new ModelSource.Folder(path, null));
  }

  /**
   * Reads a folder, of which one exported graph may have been chosen.
   *
   * @throws ModelException.Folder when there is no folder, or no sound {@code config.json} in it
   */
  public static ModelFolder read(ModelSource.Folder source) {
    Path path = source.path();
    if (!Files.isDirectory(path)) {
      throw new ModelException.Folder(
          path
              + (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                  ? " is not a folder"
                  : " does not exist")
              + "; expected a Hugging Face model folder with config.json");
    }
    JsonObject config =
        json(path, "config.json")
            .orElseThrow(
                () ->
                    new ModelException.Folder(
                        "no config.json in " + path + "; expected a Hugging Face model folder"));
    FolderFiles.checkTokenizer(path);
    return new ModelFolder(path, Config.ofText(path, config), source.onnxFile());
  }

  /**
   * Reads another JSON file of the folder, when it is there.
   *
   * @throws ModelException.Folder when it is not sound
   */
  public Optional<JsonObject> optionalJson(String name) {
    return json(path, name);
  }

  private static Optional<JsonObject> json(Path folder, String name) {
    Optional<Path> file = FolderFiles.find(folder, name);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.read(file.get(), MAX_CONFIG_BYTES));
    } catch (JsonException e) {
      throw new ModelException.Folder(folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a text file of the folder, when it is there.
   *
   * @throws ModelException.Folder when it is too long, or not UTF-8
   */
  public Optional<String> optionalText(String name) {
    Optional<Path> file = FolderFiles.find(path, name);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      long size = Files.size(file.get());
      if (size > MAX_CONFIG_BYTES) {
        throw new ModelException.Folder(
            file.get() + " has " + size + " bytes; at most " + MAX_CONFIG_BYTES);
      }
      return Optional.of(Files.readString(file.get()));
    } catch (IOException e) {
      throw new ModelException.Folder(file.get() + " cannot be read as UTF-8: " + e, e);
    }
  }

  /** The {@code model_type}, such as {@code camembert}; empty when the config does not say. */
  public String modelType() {
    return config.string("model_type", "");
  }

  /** The classes that the config names, such as {@code CamembertForMaskedLM}. */
  public List<String> architectures() {
    return config.listOrEmpty("architectures").stream().map(String::valueOf).toList();
  }

  /**
   * How many tokens the positions of the model can hold, special tokens included; {@link
   * Integer#MAX_VALUE} when the config does not say.
   *
   * @throws ModelException.Folder when no text could fit
   */
  public int maxPositions() {
    return Config.maxPositions(path, config);
  }

  /** The position id of a text's first token, for graphs that take position ids. */
  public int firstPosition() {
    return Config.firstPosition(config);
  }

  /**
   * The labels by class index; indices that the config leaves out are named {@code LABEL_n} as
   * {@code transformers} names them. Empty when the config has no {@code id2label}.
   *
   * @throws ModelException.Folder when an index is not a number, is negative or absurd
   */
  public List<String> labels() {
    return Config.labels(path, config);
  }

  /** True when {@code tokenizer.json} is there. */
  public boolean hasTokenizer() {
    return FolderFiles.find(path, "tokenizer.json").isPresent();
  }

  /** True when there are safetensors weights, and the caller chose no ONNX file before them. */
  public boolean hasSafetensors() {
    return chosenOnnx == null
        && (FolderFiles.find(path, "model.safetensors").isPresent()
            || FolderFiles.find(path, "model.safetensors.index.json").isPresent());
  }

  /**
   * The exported graph: the one that the caller chose; else {@code model.onnx} at the root, else in
   * {@code onnx/}, else the only one in these two places.
   *
   * @throws ModelException.Folder when the chosen one is not there, or when there are several and
   *     no safetensors to open in their stead
   */
  public Optional<Path> onnx() {
    if (chosenOnnx != null) {
      return Optional.of(chosen(chosenOnnx));
    }
    return OnnxChoice.of(path, hasSafetensors()).flatMap(name -> FolderFiles.find(path, name));
  }

  private Path chosen(String name) {
    if (!path.resolve(name).normalize().startsWith(path.normalize())) {
      throw new ModelException.Folder(name + " is outside the model folder " + path);
    }
    return FolderFiles.find(path, name)
        .orElseThrow(() -> new ModelException.Folder("no " + name + " in " + path));
  }
}
