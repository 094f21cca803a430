package io.github.langres.models.open;

import io.github.langres.models.MemoryPlan;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.Precision;
import io.github.langres.models.built.BuiltFolder;
import io.github.langres.models.family.Architectures;
import io.github.langres.models.family.DecoderFacts;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.models.folder.OnnxFile;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Works out what a decoder takes of memory, from its files alone, and refuses what cannot fit. */
final class MemoryPlans {
  /** Turns the refusal off, for whoever knows better. */
  private static final String CHECK = "langres.memory.check";

  private static final int FIRST_TOKENS = 1000;

  /** The runtime, its threads and the values between layers. */
  private static final long FIXED_BYTES = 100 << 20;

  private MemoryPlans() {}

  /** The plans that the folder can be opened by; empty when nothing says how large it is. */
  static List<MemoryPlan> of(ModelFolder folder, ModelOptions options) {
    if (!Architectures.isDecoder(folder.modelType())) {
      return List.of();
    }
    Optional<BuiltFolder> built = BuiltFolder.of(folder.path());
    if (built.isPresent() && !folder.hasSafetensors()) {
      long bytes = built.get().bytes();
      return List.of(plan(folder, options, built.get().precision(), bytes, bytes));
    }
    if (folder.hasSafetensors()) {
      return Stream.of(Precision.FP32, Precision.INT8, Precision.INT4)
          .map(precision -> ofCheckpoint(folder, options, precision))
          .toList();
    }
    return folder.onnx().stream()
        .map(file -> OnnxFile.check(file).bytes())
        .map(bytes -> plan(folder, options, Precision.FP32, bytes, bytes))
        .toList();
  }

  /**
   * @param openBytes what opening takes beside the weights, on top of the runtime's own
   */
  private static MemoryPlan plan(
      ModelFolder folder,
      ModelOptions options,
      Precision precision,
      long weightBytes,
      long openBytes) {
    long cache = Architectures.decoderFacts(folder.config()).cacheBytesPerToken(Float.BYTES);
    return new MemoryPlan(
        precision,
        weightBytes,
        cache,
        Decoders.contextTokens(folder, options),
        weightBytes + openBytes + FIRST_TOKENS * cache + FIXED_BYTES);
  }

  /**
   * The runtime packs float32 weights into memory of its own; those in blocks are a third more
   * while they are packed, and the largest matrix is float32 before it is rounded. Measured with a
   * llama of 135 million parameters. Mapped files do not count: the system drops their pages at
   * need.
   */
  private static MemoryPlan ofCheckpoint(
      ModelFolder folder, ModelOptions options, Precision precision) {
    DecoderFacts facts = Architectures.decoderFacts(folder.config());
    long bytes = facts.weightBytes(Decoders.building(options, precision));
    long largest = (long) Float.BYTES * facts.vocabulary() * facts.hidden();
    long opening = precision == Precision.FP32 ? bytes : bytes / 3 + largest;
    return plan(folder, options, precision, bytes, opening);
  }

  /**
   * True when the folder can be opened so in what memory is left, or nothing says how large it is.
   */
  static boolean fits(ModelFolder folder, ModelOptions options) {
    return excess(folder, options, AvailableMemory.bytes()).isEmpty();
  }

  /**
   * Refuses to open what cannot fit.
   *
   * @throws ModelException.Unsupported with the numbers
   */
  static void requireRoom(ModelFolder folder, ModelOptions options) {
    long available = AvailableMemory.bytes();
    excess(folder, options, available)
        .ifPresent(
            plan -> {
              throw new ModelException.Unsupported(refusal(folder, plan, available));
            });
  }

  /** The plan that the options mean, when it takes more than there is. */
  private static Optional<MemoryPlan> excess(
      ModelFolder folder, ModelOptions options, long available) {
    if ("off".equals(System.getProperty(CHECK))) {
      return Optional.empty();
    }
    Precision precision = GraphDoor.precision(folder, options);
    return of(folder, options).stream()
        .filter(plan -> plan.precision() == precision && plan.peakBytes() > available)
        .findFirst();
  }

  private static String refusal(ModelFolder folder, MemoryPlan plan, long available) {
    return String.format(
        Locale.ROOT,
        "%s takes %,d MB of memory in %s (weights %,d MB, KV cache %,d MB a thousand tokens), and"
            + " %,d MB are available; open it in int4, close other programs, or take the risk with"
            + " -D%s=off",
        folder.path(),
        plan.peakBytes() >> 20,
        plan.precision(),
        plan.weightBytes() >> 20,
        plan.cacheBytesPerThousandTokens() >> 20,
        available >> 20,
        CHECK);
  }
}
