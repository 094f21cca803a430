package io.github.langres.models.open;

import io.github.langres.engine.Shapes;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelReport;
import io.github.langres.models.ModelReport.FileEntry;
import io.github.langres.models.ModelSource;
import io.github.langres.models.family.Head;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.models.folder.OnnxFile;
import io.github.langres.models.generator.ChatSource;
import io.github.langres.models.safetensors.Tensor;
import io.github.langres.models.safetensors.Weights;
import io.github.langres.models.task.EncoderZeroShotClassifier;
import io.github.langres.tokenizer.SpecialTokens.SpecialToken;
import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.TokenizerException;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reads a folder for {@code inspect}: nothing is run, and what is wrong is listed, not thrown. */
final class FolderInspector {
  private final ModelFolder folder;
  private final List<String> problems = new ArrayList<>();
  private String tokenizerText = "none";
  private int tokenizerMax = Integer.MAX_VALUE;
  private long parameters;
  private long weightBytes;
  private List<String> labels = List.of();

  private FolderInspector(ModelFolder folder) {
    this.folder = folder;
  }

  static ModelReport inspect(ModelSource source, ModelFolder folder) {
    return new FolderInspector(folder).report(source);
  }

  private ModelReport report(ModelSource source) {
    JsonObject config = folder.config();
    int vocabulary = config.intOr("vocab_size", 0);
    labels = listing(folder::labels, List.of());
    tokenizer();
    List<String> tasks = weights();
    int maxTokens = Math.min(listing(folder::maxPositions, Integer.MAX_VALUE), tokenizerMax);
    return new ModelReport(
        source.toString(),
        folder.modelType(),
        folder.architectures(),
        format(),
        parameters,
        weightBytes,
        4 * parameters,
        config.intOr("num_hidden_layers", config.intOr("n_layers", 0)),
        config.intOr("hidden_size", config.intOr("emb_dim", config.intOr("dim", 0))),
        vocabulary,
        maxTokens == Integer.MAX_VALUE ? 0 : maxTokens,
        tokenizerText,
        labels,
        listing(() -> MemoryPlans.of(folder, ModelOptions.defaults()), List.of()),
        files(),
        tasks,
        problems);
  }

  private void tokenizer() {
    try (Tokenizer tokenizer = Tokenizer.open(folder.path())) {
      tokenizerMax = tokenizer.modelMaxLength();
      tokenizerText = "tokenizer.json, " + tokenizer.vocabularySize() + " tokens";
      VocabularyCheck.problem(folder, tokenizer).ifPresent(problems::add);
      Optional<SpecialToken> pad = tokenizer.specialTokens().pad();
      int configPad = folder.config().intOr("pad_token_id", -1);
      if (pad.isPresent() && configPad >= 0 && pad.get().id() != configPad) {
        problems.add(
            "the pad id is "
                + configPad
                + " in config.json and "
                + pad.get().id()
                + " in the tokenizer: positions count from the former");
      }
    } catch (TokenizerException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  private List<String> weights() {
    try {
      if (folder.hasSafetensors()) {
        return checkpoint(Weights.open(folder.path()));
      }
      if (folder.onnx().isPresent()) {
        OnnxFile.Summary summary = OnnxFile.check(folder.onnx().get());
        parameters = summary.parameters();
        weightBytes = summary.bytes();
        return folder.architectures().stream()
            .flatMap(name -> Head.ofArchitecture(name).stream())
            .flatMap(head -> tasks(head).stream())
            .toList();
      }
      Weights.open(folder.path()); // says what to do about a pickle
    } catch (ModelException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    return List.of();
  }

  private List<String> checkpoint(Weights weights) {
    for (String name : weights.names()) {
      Tensor tensor = weights.tensor(name);
      parameters += Shapes.elements(tensor.shape());
      weightBytes += tensor.data().remaining();
    }
    return GraphDoor.heads(folder, weights).stream()
        .sorted()
        .flatMap(head -> tasks(head).stream())
        .toList();
  }

  private List<String> tasks(Head head) {
    return switch (head) {
      case BASE -> List.of("embed");
      case MASKED_LM -> List.of("fill-mask");
      case SEQUENCE_CLASSIFICATION -> classification();
      case TOKEN_CLASSIFICATION -> List.of("ner");
      case QUESTION_ANSWERING -> List.of("answer");
      case CAUSAL_LM -> chats() ? List.of("generate", "chat") : List.of("generate");
    };
  }

  private boolean chats() {
    return ChatSource.open(folder.path()).template().isPresent();
  }

  private List<String> classification() {
    if (labels.size() == 1) {
      return List.of("classify", "rerank");
    }
    return labels.stream().anyMatch(EncoderZeroShotClassifier::isEntailment)
        ? List.of("classify", "zero-shot")
        : List.of("classify");
  }

  /** What is read, or what stands for it when its problem is listed. */
  private <T> T listing(Supplier<T> reading, T otherwise) {
    try {
      return reading.get();
    } catch (ModelException e) {
      String problem = String.valueOf(e.getMessage());
      if (!problems.contains(problem)) {
        problems.add(problem);
      }
      return otherwise;
    }
  }

  private String format() {
    boolean onnx = listing(folder::onnx, Optional.empty()).isPresent();
    if (listing(folder::hasSafetensors, false)) {
      return onnx ? "both" : "safetensors";
    }
    return onnx ? "onnx" : "none";
  }

  private List<FileEntry> files() {
    try (Stream<Path> walk = Files.walk(folder.path(), 3)) {
      List<FileEntry> files = new ArrayList<>();
      for (Path file : walk.filter(Files::isRegularFile).sorted().limit(1000).toList()) {
        files.add(
            new FileEntry(
                folder.path().relativize(file).toString().replace('\\', '/'), Files.size(file)));
      }
      return files;
    } catch (IOException e) {
      problems.add("the folder cannot be listed: " + e.getMessage());
      return List.of();
    }
  }
}
