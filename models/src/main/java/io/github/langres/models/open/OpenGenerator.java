package io.github.langres.models.open;

import io.github.langres.engine.Graph;
import io.github.langres.engine.generate.DecodeLoop;
import io.github.langres.engine.generate.DecodeOptions;
import io.github.langres.models.ForwardPass;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.TextGenerator;
import io.github.langres.models.encoder.NoTokenizer;
import io.github.langres.models.family.Head;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.models.generator.ChatSource;
import io.github.langres.models.generator.DecoderForwardPass;
import io.github.langres.models.generator.DecoderTextGenerator;
import io.github.langres.tokenizer.PromptTokenizer;
import io.github.langres.tokenizer.Tokenizer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens what writes. */
final class OpenGenerator {
  private static final Logger LOG = LoggerFactory.getLogger(OpenGenerator.class);

  private OpenGenerator() {}

  static TextGenerator open(ModelFolder folder, ModelOptions options) {
    Decoders.require(folder);
    int contextTokens = Decoders.contextTokens(folder, options);
    // The tokenizer and the template first: what is missing is said before the weights are read.
    PromptTokenizer tokenizer = PromptTokenizer.open(folder.path());
    return OpenEncoder.orClose(
        tokenizer,
        () -> {
          VocabularyCheck.require(folder, tokenizer);
          ChatSource template = ChatSource.open(folder.path());
          MemoryPlans.requireRoom(folder, options);
          long start = System.nanoTime();
          Graph graph = withRoom(folder, () -> GraphDoor.open(folder, options, Head.CAUSAL_LM));
          LOG.debug("{}: opened in {} ms", folder.path(), (System.nanoTime() - start) / 1_000_000);
          return OpenEncoder.orClose(
              graph,
              () ->
                  new DecoderTextGenerator(
                      folder,
                      tokenizer,
                      template,
                      graph,
                      new DecodeLoop(graph, decodeOptions(folder, contextTokens)),
                      contextTokens));
        });
  }

  static ForwardPass openForward(ModelFolder folder, ModelOptions options) {
    int contextTokens = Decoders.contextTokens(folder, options);
    Tokenizer tokenizer = folder.hasTokenizer() ? Tokenizer.open(folder.path()) : new NoTokenizer();
    return OpenEncoder.orClose(
        tokenizer,
        () -> {
          MemoryPlans.requireRoom(folder, options);
          Graph graph = withRoom(folder, () -> GraphDoor.openForward(folder, options));
          return OpenEncoder.orClose(
              graph, () -> new DecoderForwardPass(tokenizer, graph, contextTokens));
        });
  }

  /** Weights that are converted or rounded lie in direct buffers, which the JVM bounds by -Xmx. */
  private static Graph withRoom(ModelFolder folder, Supplier<Graph> opening) {
    try {
      return opening.get();
    } catch (OutOfMemoryError e) {
      throw new ModelException.Unsupported(
          folder.path()
              + " does not fit into the memory that the JVM may take: "
              + e.getMessage()
              + ". Raise -XX:MaxDirectMemorySize (or -Xmx, which bounds it by default), or open a"
              + " folder that \"langres build\" made");
    }
  }

  /** Of onnxruntime-genai folders the config says whether past and present are one buffer. */
  private static DecodeOptions decodeOptions(ModelFolder folder, int contextTokens) {
    boolean shared =
        folder
            .optionalJson("genai_config.json")
            .map(json -> json.objectOrEmpty("search"))
            .map(search -> search.booleanOr("past_present_share_buffer", false))
            .orElse(false);
    return DecodeOptions.of(contextTokens).withSharedCache(shared);
  }
}
