package io.github.langres.models.safetensors;

import io.github.langres.models.ModelException;
import io.github.langres.models.folder.FolderFiles;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonException;
import io.github.langres.tokenizer.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tensors of a checkpoint by name. Headers are read and checked at once; a tensor's bytes are
 * mapped when it is asked for. Immutable, thread-safe.
 */
public final class Weights {
  /** The one file of a checkpoint that is not sharded. */
  public static final String SINGLE_FILE = "model.safetensors";

  /** The list of files of a sharded checkpoint. */
  public static final String INDEX_FILE = "model.safetensors.index.json";

  private static final long MAX_INDEX_BYTES = 64 << 20;
  private static final List<String> UNSAFE_FILES =
      List.of("pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5");

  private final Map<String, Tensor> tensors;

  private Weights(Map<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  /**
   * Opens {@value #SINGLE_FILE}, or the files that {@value #INDEX_FILE} lists.
   *
   * @throws ModelException.Folder when a file is missing, damaged or hostile
   */
  public static Weights open(Path folder) {
    Optional<Path> single = FolderFiles.find(folder, SINGLE_FILE);
    if (single.isPresent()) {
      return new Weights(Shard.read(single.get()));
    }
    Optional<Path> index = FolderFiles.find(folder, INDEX_FILE);
    if (index.isPresent()) {
      return sharded(folder, index.get());
    }
    for (String unsafe : UNSAFE_FILES) {
      if (Files.exists(folder.resolve(unsafe))) {
        throw new ModelException.Folder(
            folder
                + " holds its weights in "
                + unsafe
                + ", which Langres never reads, because a pickle can run code. Convert it once in"
                + " Python: AutoModel.from_pretrained(d).save_pretrained(d,"
                + " safe_serialization=True), with the Auto class of the task");
      }
    }
    throw new ModelException.Folder(
        folder + " holds no weights: expected " + SINGLE_FILE + " or " + INDEX_FILE);
  }

  /** Tensors that are already in memory. */
  public static Weights of(Collection<Tensor> tensors) {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    return new Weights(byName);
  }

  /** The names of all tensors. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** True when the checkpoint holds a tensor of that name. */
  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /**
   * The tensor of that name.
   *
   * @throws ModelException.Folder when there is none
   */
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new ModelException.Folder("the checkpoint has no tensor \"" + name + "\"");
    }
    return tensor;
  }

  private static Weights sharded(Path folder, Path index) {
    Map<String, String> shardOf = weightMap(index);
    Map<String, Map<String, Tensor>> shards = new LinkedHashMap<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    shardOf.forEach(
        (name, shard) -> {
          Tensor tensor =
              shards.computeIfAbsent(shard, s -> Shard.read(shard(folder, s))).get(name);
          if (tensor == null) {
            throw new ModelException.Folder(
                INDEX_FILE + " places tensor \"" + name + "\" in " + shard + ", which lacks it");
          }
          tensors.put(name, tensor);
        });
    return new Weights(tensors);
  }

  private static Map<String, String> weightMap(Path index) {
    try {
      JsonObject json = Json.read(index, MAX_INDEX_BYTES);
      Map<String, String> shardOf = new LinkedHashMap<>();
      JsonObject map = json.objectOrEmpty("weight_map");
      map.keys().forEach(name -> shardOf.put(name, map.string(name)));
      if (shardOf.isEmpty()) {
        throw new ModelException.Folder(INDEX_FILE + ": \"weight_map\" is missing or empty");
      }
      return shardOf;
    } catch (JsonException e) {
      throw new ModelException.Folder(String.valueOf(e.getMessage()), e);
    }
  }

  /** Only plain names in the same folder: an index must not reach other files of the machine. */
  private static Path shard(Path folder, String name) {
    if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*\\.safetensors")) {
      throw new ModelException.Folder(
          INDEX_FILE
              + " names the shard \""
              + name
              + "\"; expected the plain name of a .safetensors file in the same folder");
    }
    return FolderFiles.find(folder, name)
        .orElseThrow(() -> new ModelException.Folder(name + " is missing from " + folder));
  }
}
