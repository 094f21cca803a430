package io.github.langres.models.folder;

import io.github.langres.models.ModelException;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonException;
import io.github.langres.tokenizer.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A folder in Hugging Face layout: where its files are and what its {@code config.json} says.
 *
 * @param path the folder
 * @param config {@code config.json}
 */
public record ModelFolder(Path path, JsonObject config) {
  private static final long MAX_CONFIG_BYTES = 16 << 20;

  /** Families whose position ids start after the pad id, so that they lose pad + 1 positions. */
  private static final Set<String> POSITIONS_AFTER_PAD =
      Set.of("camembert", "roberta", "xlm-roberta", "xlm-roberta-xl", "mpnet", "longformer");

  /**
   * Reads a folder.
   *
   * @throws ModelException.Folder when there is no folder, or no sound {@code config.json} in it
   */
  public static ModelFolder read(Path path) {
    if (!Files.isDirectory(path)) {
      throw new ModelException.Folder(
          path + " is not a folder; expected a Hugging Face model folder with config.json");
    }
    return new ModelFolder(path, json(path, "config.json"));
  }

  private static JsonObject json(Path folder, String name) {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new ModelException.Folder(
          "no " + name + " in " + folder + "; expected a Hugging Face model folder");
    }
    try {
      return Json.read(file, MAX_CONFIG_BYTES);
    } catch (JsonException e) {
      throw new ModelException.Folder(folder + ": " + e.getMessage(), e);
    }
  }

  /** Reads another JSON file of the folder, when it is there. */
  public Optional<JsonObject> optionalJson(String name) {
    return Files.exists(path.resolve(name)) ? Optional.of(json(path, name)) : Optional.empty();
  }

  /** Reads another JSON file of the folder, in its raw form, when it is there. */
  public Optional<String> optionalText(String name) {
    Path file = path.resolve(name);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      if (Files.size(file) > MAX_CONFIG_BYTES) {
        throw new ModelException.Folder(
            file + " has " + Files.size(file) + " bytes; at most " + MAX_CONFIG_BYTES);
      }
      return Optional.of(Files.readString(file));
    } catch (java.io.IOException e) {
      throw new ModelException.Folder(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The {@code model_type}, such as {@code camembert}; empty when the config does not say. */
  public String modelType() {
    return config.string("model_type", "");
  }

  /** The classes that the config names, such as {@code CamembertForMaskedLM}. */
  public List<String> architectures() {
    List<String> names = new ArrayList<>();
    for (Object name : config.listOrEmpty("architectures")) {
      names.add(String.valueOf(name));
    }
    return names;
  }

  /**
   * How many tokens the positions of the model can hold, special tokens included; {@link
   * Integer#MAX_VALUE} when the config does not say.
   */
  public int maxPositions() {
    int positions =
        config.intOr("max_position_embeddings", config.intOr("n_positions", Integer.MAX_VALUE));
    if (positions == Integer.MAX_VALUE || positions < 0) {
      return Integer.MAX_VALUE;
    }
    return POSITIONS_AFTER_PAD.contains(modelType())
        ? Math.max(0, positions - config.intOr("pad_token_id", 1) - 1)
        : positions;
  }

  /** The position id of a text's first token, for graphs that take position ids. */
  public int firstPosition() {
    return POSITIONS_AFTER_PAD.contains(modelType()) ? config.intOr("pad_token_id", 1) + 1 : 0;
  }

  /**
   * The labels by class index; indices that the config leaves out are named {@code LABEL_n} as
   * {@code transformers} names them. Empty when the config has no {@code id2label}.
   *
   * @throws ModelException.Folder when an index is not a number, is negative or absurd
   */
  public List<String> labels() {
    JsonObject map = config.objectOrEmpty("id2label");
    TreeMap<Integer, String> byIndex = new TreeMap<>();
    for (String key : map.keys()) {
      if (!key.matches("\\d{1,6}")) {
        throw new ModelException.Folder(
            path + ": config.json id2label has the key \"" + key + "\"; expected a class index");
      }
      byIndex.put(Integer.valueOf(key), String.valueOf(map.get(key)));
    }
    List<String> labels = new ArrayList<>();
    for (int i = 0; !byIndex.isEmpty() && i <= byIndex.lastKey(); i++) {
      labels.add(byIndex.getOrDefault(i, "LABEL_" + i));
    }
    return labels;
  }

  /** True when {@code tokenizer.json} is there. */
  public boolean hasTokenizer() {
    return Files.isRegularFile(path.resolve("tokenizer.json"));
  }

  /** True when there are safetensors weights. */
  public boolean hasSafetensors() {
    return Files.isRegularFile(path.resolve("model.safetensors"))
        || Files.isRegularFile(path.resolve("model.safetensors.index.json"));
  }

  /** The exported graph: {@code model.onnx} at the root, else in {@code onnx/}. */
  public Optional<Path> onnx() {
    for (String name : List.of("model.onnx", "onnx/model.onnx")) {
      Path file = path.resolve(name);
      if (Files.isRegularFile(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }
}
