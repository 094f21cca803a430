package io.github.langres.models.hub;

import io.github.langres.models.ModelException;
import io.github.langres.models.ModelSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what to download of a model: its settings, its tokenizer, and its weights once. Never a
 * pickle, and never code.
 */
final class FileChoice {
  private static final Pattern SETTINGS =
      Pattern.compile(
          "(?!(?:pytorch|tf|flax|rust)_model)[^/]+\\.json"
              + "|[^/]+\\.jinja"
              + "|additional_chat_templates/[^/]+\\.jinja"
              + "|\\d+_\\w+/config\\.json"); // the modules of sentence-transformers

  private static final Pattern MODULE_WEIGHTS = Pattern.compile("\\d+_\\w+/model\\.safetensors");
  private static final Pattern SHARD = Pattern.compile("model-\\d+-of-\\d+\\.safetensors");
  private static final Pattern GRAPH = Pattern.compile("(?:onnx/)?[^/]+\\.onnx");
  private static final Pattern PICKLE = Pattern.compile(".*\\.(?:bin|pt|pth|ckpt|pkl|h5|msgpack)");
  private static final String SINGLE_FILE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private final ModelSource.Cached model;
  private final List<String> names;

  private FileChoice(ModelSource.Cached model, List<String> names) {
    this.model = model;
    this.names = names;
  }

  /**
   * What to download.
   *
   * @param onnxFile the exported graph that the caller wants; null for the best weights there
   * @throws ModelException.Download when there are no weights to have
   */
  static List<String> of(ModelSource.Cached model, List<String> names, @Nullable String onnxFile) {
    FileChoice choice = new FileChoice(model, names);
    List<String> chosen = choice.all(name -> SETTINGS.matcher(name).matches());
    chosen.addAll(onnxFile == null ? choice.weights() : choice.graph(onnxFile));
    chosen.addAll(choice.all(name -> MODULE_WEIGHTS.matcher(name).matches()));
    return chosen;
  }

  private List<String> weights() {
    if (names.contains(SINGLE_FILE)) {
      return List.of(SINGLE_FILE);
    }
    if (names.contains(INDEX)) {
      return all(name -> SHARD.matcher(name).matches());
    }
    for (String plain : List.of("model.onnx", "onnx/model.onnx")) {
      if (names.contains(plain)) {
        return graph(plain);
      }
    }
    List<String> graphs = graphs();
    if (graphs.size() == 1) {
      return graph(graphs.get(0));
    }
    throw new ModelException.Download(
        graphs.isEmpty()
            ? model + withoutWeights()
            : model + " has several ONNX graphs; name one (--file): " + String.join(", ", graphs));
  }

  private String withoutWeights() {
    return names.stream().anyMatch(name -> PICKLE.matcher(name).matches())
        ? " has its weights in a pickle only, which can run code: Langres never reads one. Convert"
            + " it once to safetensors, in Python (save_pretrained), or ask its authors to"
        : " has no weights that Langres can read: neither safetensors nor ONNX";
  }

  /** A graph and its external data. */
  private List<String> graph(String file) {
    if (!names.contains(file)) {
      throw new ModelException.Download(
          model
              + " has no "
              + file
              + (graphs().isEmpty() ? "" : "; its graphs: " + String.join(", ", graphs())));
    }
    return all(
        name ->
            name.equals(file)
                || name.startsWith(file + "_data")
                || name.startsWith(file + ".data"));
  }

  private List<String> graphs() {
    return all(name -> GRAPH.matcher(name).matches());
  }

  private List<String> all(Predicate<String> condition) {
    return new ArrayList<>(names.stream().filter(condition).toList());
  }
}
