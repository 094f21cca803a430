package io.github.langres.models;

import java.util.List;

/**
 * What a model folder is, read without opening it in the runtime.
 *
 * @param source where it is
 * @param modelType the {@code model_type} of {@code config.json}
 * @param architectures the classes that {@code config.json} names
 * @param format {@code safetensors}, {@code onnx}, {@code both} or {@code none}
 * @param parameters how many numbers the weights hold, 0 when unknown
 * @param weightBytes their size on disk
 * @param memoryBytes what the fp32 model takes when open, estimated, 0 when unknown
 * @param layers transformer layers, 0 when unknown
 * @param hiddenSize width of the hidden states, 0 when unknown
 * @param vocabularySize rows of the embedding
 * @param maxTokens how many tokens a text may have, special tokens included
 * @param tokenizer what encodes its texts
 * @param labels the labels by class index; empty when the folder names none
 * @param memoryPlans what a generative model takes, a precision each; empty for an encoder
 * @param files the files, relative to the folder
 * @param tasks what it can do, by command name
 * @param problems what is wrong with it, empty when sound
 */
public record ModelReport(
    String source,
    String modelType,
    List<String> architectures,
    String format,
    long parameters,
    long weightBytes,
    long memoryBytes,
    int layers,
    int hiddenSize,
    int vocabularySize,
    int maxTokens,
    String tokenizer,
    List<String> labels,
    List<MemoryPlan> memoryPlans,
    List<FileEntry> files,
    List<String> tasks,
    List<String> problems) {

  public ModelReport {
    architectures = List.copyOf(architectures);
    labels = List.copyOf(labels);
    memoryPlans = List.copyOf(memoryPlans);
    files = List.copyOf(files);
    tasks = List.copyOf(tasks);
    problems = List.copyOf(problems);
  }

  /**
   * Reads a folder.
   *
   * @throws ModelException.Folder when it is not a model folder at all
   */
  public static ModelReport inspect(ModelSource source) {
    return ModelOpener.get().inspect(source);
  }

  /** A file and its size. */
  public record FileEntry(String name, long bytes) {}
}
