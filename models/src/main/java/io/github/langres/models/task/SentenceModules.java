package io.github.langres.models.task;

import io.github.langres.models.ModelException;
import io.github.langres.models.PoolingMode;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.models.head.Dense;
import io.github.langres.models.head.Normalization;
import io.github.langres.models.head.VectorStep;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonException;
import io.github.langres.tokenizer.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a sentence-transformers folder does around the transformer.
 *
 * @param prompts what goes before a text
 * @param input how a text is read
 * @param pooling how the tokens become one vector: several are put one after the other
 * @param includePrompt false when the tokens of the prompt are left out of the pooling
 * @param steps what happens to the vector then
 */
public record SentenceModules(
    Prompts prompts,
    SentenceInput input,
    List<PoolingMode> pooling,
    boolean includePrompt,
    List<VectorStep> steps) {

  public SentenceModules {
    pooling = List.copyOf(pooling);
    steps = List.copyOf(steps);
  }

  /** Reads {@code modules.json} and what it points to; mean pooling when there is none. */
  public static SentenceModules read(ModelFolder folder) {
    PoolingConfig pooling = new PoolingConfig(List.of(PoolingMode.MEAN), true);
    List<VectorStep> steps = new ArrayList<>();
    for (JsonObject module : modules(folder)) {
      String type = module.string("type");
      switch (type.substring(type.lastIndexOf('.') + 1)) {
        case "Transformer", "Dropout" -> {}
        case "Pooling" -> pooling = PoolingConfig.read(folder, path(folder, module));
        case "Dense" -> steps.add(DenseReader.read(folder, path(folder, module)));
        case "Normalize" -> steps.add(new Normalization());
        default ->
            throw new ModelException.Unsupported(
                folder.path() + ": modules.json asks for " + type + ", which is not supported");
      }
    }
    return new SentenceModules(
        Prompts.read(folder),
        SentenceInput.read(folder),
        pooling.modes(),
        pooling.includePrompt(),
        steps);
  }

  /** The dense layers alone. */
  public List<Dense> layers() {
    return steps.stream().filter(Dense.class::isInstance).map(Dense.class::cast).toList();
  }

  /** True when the folder normalizes its vectors. */
  boolean normalizes() {
    return steps.stream().anyMatch(Normalization.class::isInstance);
  }

  /**
   * The length of the vectors, -1 when that of the hidden states is unknown.
   *
   * @param hidden the width of the hidden states, -1 for unknown
   * @throws ModelException.Folder when the layers do not fit each other
   */
  public int dimensions(int hidden) {
    int width = hidden < 0 ? -1 : hidden * pooling.size();
    for (Dense layer : layers()) {
      if (width >= 0 && width != layer.inputs()) {
        throw new ModelException.Folder(
            "a dense layer takes " + layer.inputs() + " values, but is given " + width);
      }
      width = layer.outputs();
    }
    return width;
  }

  private static List<JsonObject> modules(ModelFolder folder) {
    Optional<String> text = folder.optionalText("modules.json");
    if (text.isEmpty()) {
      return List.of();
    }
    try {
      if (Json.parse("modules.json", text.get()) instanceof List<?> list) {
        return list.stream().map(entry -> JsonObject.object("modules.json", entry)).toList();
      }
    } catch (JsonException e) {
      throw new ModelException.Folder(folder.path() + ": " + e.getMessage(), e);
    }
    throw new ModelException.Folder(folder.path() + ": modules.json must be a JSON list");
  }

  /** The module's folder, which must not lead out of the model's. */
  private static String path(ModelFolder folder, JsonObject module) {
    String path = module.string("path");
    Path root = folder.path().toAbsolutePath().normalize();
    if (!root.resolve(path).normalize().startsWith(root)) {
      throw new ModelException.Folder(
          folder.path() + ": modules.json leads out of the folder, to " + path);
    }
    return path;
  }
}
