package io.github.langres.models.open;

import io.github.langres.models.BuiltModel;
import io.github.langres.models.FillMask;
import io.github.langres.models.ForwardPass;
import io.github.langres.models.LongText;
import io.github.langres.models.MachineCeilings;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelOpener;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelReport;
import io.github.langres.models.ModelSource;
import io.github.langres.models.Precision;
import io.github.langres.models.QuestionAnswerer;
import io.github.langres.models.Reranker;
import io.github.langres.models.SparseEmbedder;
import io.github.langres.models.TextClassifier;
import io.github.langres.models.TextEmbedder;
import io.github.langres.models.TextGenerator;
import io.github.langres.models.TokenClassifier;
import io.github.langres.models.TokenEmbedder;
import io.github.langres.models.ZeroShotClassifier;
import io.github.langres.models.family.Head;
import io.github.langres.models.folder.FolderFiles;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.models.hub.HubCache;
import io.github.langres.models.task.EncoderFillMask;
import io.github.langres.models.task.EncoderForwardPass;
import io.github.langres.models.task.EncoderQuestionAnswerer;
import io.github.langres.models.task.EncoderReranker;
import io.github.langres.models.task.EncoderSparseEmbedder;
import io.github.langres.models.task.EncoderTextClassifier;
import io.github.langres.models.task.EncoderTextEmbedder;
import io.github.langres.models.task.EncoderTokenClassifier;
import io.github.langres.models.task.EncoderTokenEmbedder;
import io.github.langres.models.task.EncoderZeroShotClassifier;
import io.github.langres.models.task.ScoreFunction;
import io.github.langres.models.task.SentenceModules;
import io.github.langres.tokenizer.SpecialTokens.SpecialToken;
import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.chat.ChatTemplate;
import io.github.langres.tokenizer.json.JsonException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Assembles every task from the rooms. */
public final class Opener implements ModelOpener {
  @Override
  public TextClassifier openTextClassifier(ModelSource source, ModelOptions options) {
    return open(
        source,
        folder -> {
          OpenEncoder open = OpenEncoder.open(folder, options, Head.SEQUENCE_CLASSIFICATION);
          return open.into(
              () -> {
                List<String> labels = OutputWidths.labels(folder, open.output());
                ScoreFunction function = ScoreFunction.of(folder.config(), labels.size());
                return new EncoderTextClassifier(open.encoder(), labels, function);
              });
        });
  }

  @Override
  public ZeroShotClassifier openZeroShotClassifier(ModelSource source, ModelOptions options) {
    return open(
        source,
        folder -> {
          OpenEncoder open = OpenEncoder.open(folder, options, Head.SEQUENCE_CLASSIFICATION);
          return open.into(
              () ->
                  new EncoderZeroShotClassifier(
                      open.encoder(), OutputWidths.inferenceLabels(folder, open.output())));
        });
  }

  @Override
  public Reranker openReranker(ModelSource source, ModelOptions options) {
    return open(
        source,
        folder -> {
          OpenEncoder open = OpenEncoder.open(folder, options, Head.SEQUENCE_CLASSIFICATION);
          return open.into(
              () -> {
                OutputWidths.requireOneScore(folder, open.output());
                return new EncoderReranker(open.encoder(), RerankActivation.of(folder));
              });
        });
  }

  @Override
  public TokenClassifier openTokenClassifier(ModelSource source, ModelOptions options) {
    return open(
        source,
        folder -> {
          OpenEncoder open = OpenEncoder.open(folder, options, Head.TOKEN_CLASSIFICATION);
          return open.into(
              () ->
                  new EncoderTokenClassifier(
                      open.encoder(),
                      OutputWidths.labels(folder, open.output()),
                      Subwords.rule(folder, open.encoder().tokenizer())));
        });
  }

  @Override
  public QuestionAnswerer openQuestionAnswerer(ModelSource source, ModelOptions options) {
    return open(
        source,
        folder -> {
          OpenEncoder open = OpenEncoder.open(folder, options, Head.QUESTION_ANSWERING);
          return open.into(() -> new EncoderQuestionAnswerer(open.encoder()));
        });
  }

  @Override
  public TextEmbedder openTextEmbedder(ModelSource source, ModelOptions options) {
    return open(
        source,
        folder -> {
          SentenceModules modules = SentenceModules.read(folder);
          OpenEncoder open =
              OpenEncoder.open(folder, options, Head.BASE, modules.input().maxTokens());
          return open.into(
              () ->
                  new EncoderTextEmbedder(
                      open.encoder(),
                      open.output().name(),
                      modules,
                      OutputWidths.hidden(folder, open)));
        });
  }

  @Override
  public TokenEmbedder openTokenEmbedder(ModelSource source, ModelOptions options) {
    requireOneWindow(options, "a vector a token");
    return open(
        source,
        folder -> {
          SentenceModules modules = SentenceModules.read(folder);
          OpenEncoder open =
              OpenEncoder.open(folder, options, Head.BASE, modules.input().maxTokens());
          return open.into(
              () ->
                  new EncoderTokenEmbedder(open.encoder(), open.output().name(), modules.layers()));
        });
  }

  @Override
  public SparseEmbedder openSparseEmbedder(ModelSource source, ModelOptions options) {
    return open(
        source,
        folder -> {
          OpenEncoder open = OpenEncoder.open(folder, options, Head.MASKED_LM);
          return open.into(() -> new EncoderSparseEmbedder(open.encoder()));
        });
  }

  @Override
  public FillMask openFillMask(ModelSource source, ModelOptions options) {
    requireOneWindow(options, "fill-mask");
    return open(
        source,
        folder -> {
          OpenEncoder open = OpenEncoder.open(folder, options, Head.MASKED_LM);
          return open.into(
              () -> new EncoderFillMask(open.encoder(), mask(open.encoder().tokenizer())));
        });
  }

  @Override
  public TextGenerator openTextGenerator(ModelSource source, ModelOptions options) {
    return open(source, folder -> OpenGenerator.open(folder, options));
  }

  @Override
  public ForwardPass openForwardPass(ModelSource source, ModelOptions options) {
    requireOneWindow(options, "forward");
    return open(
        source,
        folder -> {
          if (Decoders.is(folder)) {
            return OpenGenerator.openForward(folder, options);
          }
          OpenEncoder open = OpenEncoder.openMain(folder, options);
          return open.into(() -> new EncoderForwardPass(open.encoder(), open.outputNames()));
        });
  }

  @Override
  public Tokenizer openTokenizer(ModelSource source) {
    return open(source, folder -> Tokenizer.open(folder.path()));
  }

  @Override
  public ChatTemplate openChatTemplate(ModelSource source) {
    if (source instanceof ModelSource.Folder folder) {
      // A template needs no config.json.
      FolderFiles.checkTokenizer(folder.path());
      return ChatTemplate.open(folder.path());
    }
    return open(source, folder -> ChatTemplate.open(folder.path()));
  }

  @Override
  public BuiltModel build(ModelSource source, Path target, Precision precision, boolean prepack) {
    return open(source, folder -> new ModelBuild(folder, target, precision, prepack).run());
  }

  @Override
  public ModelReport inspect(ModelSource source) {
    return open(source, folder -> FolderInspector.inspect(source, folder));
  }

  @Override
  public MachineCeilings ceilings(int threads) {
    return CeilingProbe.measure(threads);
  }

  private static <T> T open(ModelSource source, Function<ModelFolder, T> opener) {
    if (source instanceof ModelSource.Folder folder) {
      return read(folder, opener);
    }
    if (source instanceof ModelSource.Cached cached) {
      Path snapshot = HubCache.ofEnvironment().snapshot(cached);
      return read(new ModelSource.Folder(snapshot, null), opener);
    }
    Path copy = BundledModels.copy(source.toString());
    try {
      return read(new ModelSource.Folder(copy, null), opener);
    } finally {
      BundledModels.delete(copy);
    }
  }

  private static <T> T read(ModelSource.Folder source, Function<ModelFolder, T> opener) {
    try {
      return opener.apply(ModelFolder.read(source));
    } catch (JsonException e) {
      throw new ModelException.Folder(source.path() + ": " + e.getMessage(), e);
    }
  }

  private static SpecialToken mask(Tokenizer tokenizer) {
    return tokenizer
        .specialTokens()
        .mask()
        .orElseThrow(() -> new ModelException.Unsupported("the tokenizer declares no mask token"));
  }

  /** Refuses to cut texts where nothing could join the results. */
  private static void requireOneWindow(ModelOptions options, String task) {
    if (options.longText() == LongText.WINDOWS) {
      throw new ModelException.Unsupported(
          task
              + " cannot read a text in windows; choose truncate or error"
              + " (ModelOptions.longText)");
    }
  }
}
