package io.github.langres.models.open;

import io.github.langres.engine.TensorSpec;
import io.github.langres.models.BuiltModel;
import io.github.langres.models.FillMask;
import io.github.langres.models.ForwardPass;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelOpener;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.ModelReport;
import io.github.langres.models.ModelSource;
import io.github.langres.models.Precision;
import io.github.langres.models.TextClassifier;
import io.github.langres.models.TextEmbedder;
import io.github.langres.models.family.Head;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.models.hub.HubCache;
import io.github.langres.models.task.EncoderFillMask;
import io.github.langres.models.task.EncoderForwardPass;
import io.github.langres.models.task.EncoderTextClassifier;
import io.github.langres.models.task.EncoderTextEmbedder;
import io.github.langres.models.task.ScoreFunction;
import io.github.langres.models.task.SentenceModules;
import io.github.langres.tokenizer.SpecialTokens.SpecialToken;
import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.chat.ChatTemplate;
import io.github.langres.tokenizer.json.JsonException;
import java.nio.file.Path;
import java.util.ArrayList;
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
                List<String> labels = labels(folder, open.output());
                ScoreFunction function = ScoreFunction.of(folder.config(), labels.size());
                return new EncoderTextClassifier(open.encoder(), labels, function);
              });
        });
  }

  @Override
  public TextEmbedder openTextEmbedder(ModelSource source, ModelOptions options) {
    return open(
        source,
        folder -> {
          SentenceModules modules = SentenceModules.read(folder);
          OpenEncoder open = OpenEncoder.open(folder, options, Head.BASE, modules.maxTokens());
          return open.into(
              () ->
                  new EncoderTextEmbedder(
                      open.encoder(), open.output().name(), modules, width(open.output())));
        });
  }

  @Override
  public FillMask openFillMask(ModelSource source, ModelOptions options) {
    return open(
        source,
        folder -> {
          OpenEncoder open = OpenEncoder.open(folder, options, Head.MASKED_LM);
          return open.into(
              () -> new EncoderFillMask(open.encoder(), mask(open.encoder().tokenizer())));
        });
  }

  @Override
  public ForwardPass openForwardPass(ModelSource source, ModelOptions options) {
    return open(
        source,
        folder -> {
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
    return source instanceof ModelSource.Folder folder
        // A template needs no config.json.
        ? ChatTemplate.open(folder.path())
        : open(source, folder -> ChatTemplate.open(folder.path()));
  }

  @Override
  public BuiltModel build(ModelSource source, Path target, Precision precision) {
    return open(source, folder -> new ModelBuild(folder, target, precision).run());
  }

  @Override
  public ModelReport inspect(ModelSource source) {
    return open(source, folder -> FolderInspector.inspect(source, folder));
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

  /** The labels of the config, checked against the width of the logits. */
  private static List<String> labels(ModelFolder folder, TensorSpec logits) {
    List<String> labels = new ArrayList<>(folder.labels());
    int width = width(logits);
    if (labels.isEmpty()) {
      for (int i = 0; i < width; i++) {
        labels.add("LABEL_" + i);
      }
    }
    if (width >= 0 && width != labels.size()) {
      throw new ModelException.Folder(
          folder.path()
              + ": config.json id2label names "
              + labels.size()
              + " labels, but the model gives "
              + width
              + " scores");
    }
    if (labels.isEmpty()) {
      throw new ModelException.Folder(
          folder.path() + ": config.json names no labels (id2label), and the graph does not say");
    }
    return labels;
  }

  /** The size of the last axis, or -1 when the graph does not say. */
  private static int width(TensorSpec output) {
    String last = output.dimensions().get(output.rank() - 1);
    return last.matches("\\d{1,9}") ? Integer.parseInt(last) : -1;
  }
}
