package io.github.langres.models;

import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.chat.ChatTemplate;
import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * Opens the tasks. The seam that keeps this package free of its rooms, found by {@link
 * ServiceLoader}; users call the {@code open} of the task they want.
 */
public interface ModelOpener {

  /** The opener of this library. */
  static ModelOpener get() {
    return ServiceLoader.load(ModelOpener.class, ModelOpener.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no ModelOpener on the class path: the jar of langres-models was repackaged"
                        + " without its META-INF/services"));
  }

  /** See {@link TextEmbedder#open(ModelSource, ModelOptions)}. */
  TextEmbedder openTextEmbedder(ModelSource source, ModelOptions options);

  /** See {@link TextClassifier#open(ModelSource, ModelOptions)}. */
  TextClassifier openTextClassifier(ModelSource source, ModelOptions options);

  /** See {@link FillMask#open(ModelSource, ModelOptions)}. */
  FillMask openFillMask(ModelSource source, ModelOptions options);

  /** See {@link TokenClassifier#open(ModelSource, ModelOptions)}. */
  TokenClassifier openTokenClassifier(ModelSource source, ModelOptions options);

  /** See {@link QuestionAnswerer#open(ModelSource, ModelOptions)}. */
  QuestionAnswerer openQuestionAnswerer(ModelSource source, ModelOptions options);

  /** See {@link Reranker#open(ModelSource, ModelOptions)}. */
  Reranker openReranker(ModelSource source, ModelOptions options);

  /** See {@link ZeroShotClassifier#open(ModelSource, ModelOptions)}. */
  ZeroShotClassifier openZeroShotClassifier(ModelSource source, ModelOptions options);

  /** See {@link SparseEmbedder#open(ModelSource, ModelOptions)}. */
  SparseEmbedder openSparseEmbedder(ModelSource source, ModelOptions options);

  /** See {@link TokenEmbedder#open(ModelSource, ModelOptions)}. */
  TokenEmbedder openTokenEmbedder(ModelSource source, ModelOptions options);

  /** See {@link TextGenerator#open(ModelSource, ModelOptions)}. */
  TextGenerator openTextGenerator(ModelSource source, ModelOptions options);

  /** See {@link ForwardPass#open(ModelSource, ModelOptions)}. */
  ForwardPass openForwardPass(ModelSource source, ModelOptions options);

  /**
   * Opens the tokenizer of a model alone.
   *
   * @throws ModelException when the model is not there
   */
  Tokenizer openTokenizer(ModelSource source);

  /**
   * Opens the chat template of a model alone.
   *
   * @throws ModelException when the model is not there
   */
  ChatTemplate openChatTemplate(ModelSource source);

  /** See {@link BuiltModel#build} and {@link BuiltModel#buildPrepacked}. */
  BuiltModel build(ModelSource source, Path folder, Precision precision, boolean prepack);

  /** See {@link ModelReport#inspect(ModelSource)}. */
  ModelReport inspect(ModelSource source);

  /** See {@link MachineCeilings#measure(int)}. */
  MachineCeilings ceilings(int threads);
}
