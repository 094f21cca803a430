package io.github.langres.models.open;

import io.github.langres.models.ModelException;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.Precision;
import io.github.langres.models.family.Architectures;
import io.github.langres.models.family.DecoderFacts;
import io.github.langres.models.family.DecoderOptions;
import io.github.langres.models.family.Head;
import io.github.langres.models.folder.ModelFolder;

/** What is different about folders whose model writes. */
final class Decoders {
  private Decoders() {}

  /** True when the folder's model writes, as far as its config says. */
  static boolean is(ModelFolder folder) {
    if (Architectures.decoderTypes().contains(folder.modelType())) {
      return true;
    }
    return !Architectures.modelTypes().contains(folder.modelType())
        && folder.architectures().stream()
            .flatMap(name -> Head.ofArchitecture(name).stream())
            .anyMatch(head -> head == Head.CAUSAL_LM);
  }

  /** Refuses to open a model that writes for a task that reads. */
  static void refuse(ModelFolder folder) {
    if (is(folder)) {
      throw new ModelException.MissingHead(
          folder.path()
              + " is a "
              + folder.modelType()
              + " model, which writes text: open it with TextGenerator (langres generate, langres"
              + " chat); this task needs an encoder, such as a CamemBERT");
    }
  }

  /** Refuses to let a model write that only reads. */
  static void require(ModelFolder folder) {
    if (Architectures.modelTypes().contains(folder.modelType())) {
      throw new ModelException.MissingHead(
          folder.path()
              + " is a "
              + folder.modelType()
              + " encoder, which writes no text; \"langres inspect\" says which tasks it does."
              + " TextGenerator needs a model that writes: one of "
              + Architectures.decoderTypes());
    }
  }

  /** How many tokens prompt and answer may have together. */
  static int contextTokens(ModelFolder folder, ModelOptions options) {
    int asked = options.contextTokens();
    if (Architectures.isDecoder(folder.modelType())) {
      return facts(folder).contextLength(asked);
    }
    int trained = folder.maxPositions();
    if (asked > trained) {
      throw new ModelException.Unsupported(
          "a context of "
              + asked
              + " tokens was asked for (ModelOptions.contextTokens); "
              + folder.path()
              + " was trained for "
              + trained);
    }
    return asked == 0 ? Math.min(trained, DecoderOptions.MAX_DEFAULT_CONTEXT) : asked;
  }

  /** True when a graph that was built without options takes the context that these ask for. */
  static boolean fitsBuilt(ModelFolder folder, ModelOptions options) {
    return options.contextTokens() <= facts(folder).contextLength(0);
  }

  private static DecoderFacts facts(ModelFolder folder) {
    return Architectures.decoderFacts(folder.config());
  }

  /** How a checkpoint's graph is built. */
  static DecoderOptions building(ModelOptions options, Precision precision) {
    return DecoderOptions.defaults()
        .withPrecision(GraphDoor.arithmetic(precision))
        .withContextLength(options.contextTokens());
  }
}
