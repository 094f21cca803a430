package io.github.langres.models.open;

import io.github.langres.engine.Device;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphOptions;
import io.github.langres.engine.GraphSource;
import io.github.langres.engine.onnx.OnnxGraphs;
import io.github.langres.engine.onnx.Processor;
import io.github.langres.models.ModelException;
import io.github.langres.models.ModelOptions;
import io.github.langres.models.Precision;
import io.github.langres.models.built.BuiltFolder;
import io.github.langres.models.family.Architectures;
import io.github.langres.models.family.BuildOptions;
import io.github.langres.models.family.Head;
import io.github.langres.models.folder.ModelFolder;
import io.github.langres.models.folder.OnnxFile;
import io.github.langres.models.safetensors.Weights;
import io.github.langres.tokenizer.json.JsonException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a folder into a graph. Three doors, the fastest first: graphs that {@code langres build}
 * wrote, as long as their hashes match; safetensors of a known architecture; an exported ONNX file.
 */
final class GraphDoor {
  private static final Logger LOG = LoggerFactory.getLogger(GraphDoor.class);

  /**
   * Whether idle threads of a run burn their core while they wait. Beside other work on the same
   * cores, runs with it took up to twice the time of runs without.
   */
  private static final String SPINNING = "session.intra_op.allow_spinning";

  private final ModelFolder folder;
  private final ModelOptions options;
  private final Optional<BuiltFolder> built;

  private GraphDoor(ModelFolder folder, ModelOptions options) {
    this.folder = folder;
    this.options = options;
    this.built = BuiltFolder.of(folder.path());
  }

  /**
   * The graph of the folder with that head.
   *
   * @throws ModelException.MissingHead when the checkpoint was not trained for it
   */
  static Graph open(ModelFolder folder, ModelOptions options, Head head) {
    GraphDoor door = new GraphDoor(folder, options);
    return door.isCheckpoint() || door.built.isPresent() ? door.open(head) : door.onnx();
  }

  /** The graph of the folder with the head that its config names. */
  static Graph openMain(ModelFolder folder, ModelOptions options) {
    GraphDoor door = new GraphDoor(folder, options);
    if (door.isCheckpoint()) {
      return door.open(mainHead(folder, heads(folder, Weights.open(folder.path()))));
    }
    return door.built.isPresent()
        ? door.open(mainHead(folder, door.built.get().heads()))
        : door.onnx();
  }

  /**
   * The graph of a decoder that gives the scores of every position, where it can be built so; a
   * folder built before gives those of the last.
   */
  static Graph openForward(ModelFolder folder, ModelOptions options) {
    GraphDoor door = new GraphDoor(folder, options);
    if (!door.isCheckpoint()) {
      return open(folder, options, Head.CAUSAL_LM);
    }
    GraphSource.Built graph =
        Architectures.buildDecoder(
            folder.config(),
            Weights.open(folder.path()),
            Decoders.building(options, precision(folder, options)).withAllLogits());
    return OnnxGraphs.open(graph, door.graphOptions());
  }

  /** The precision that the options ask for, or that the folder was built in. */
  static Precision precision(ModelFolder folder, ModelOptions options) {
    return options
        .precision()
        .or(() -> BuiltFolder.of(folder.path()).map(BuiltFolder::precision))
        .orElse(Precision.FP32);
  }

  /** Builds the graph of a checkpoint in memory, in another precision than the options' perhaps. */
  static GraphSource.Built build(
      ModelFolder folder, ModelOptions options, Precision precision, Weights weights, Head head) {
    try {
      return head == Head.CAUSAL_LM
          ? Architectures.buildDecoder(
              folder.config(), weights, Decoders.building(options, precision))
          : Architectures.build(
              folder.config(),
              weights,
              head,
              BuildOptions.defaults().withPrecision(arithmetic(precision)));
    } catch (JsonException e) {
      throw new ModelException.Folder(folder.path() + ": " + e.getMessage(), e);
    }
  }

  /** The heads that the checkpoint holds weights of. */
  static Set<Head> heads(ModelFolder folder, Weights weights) {
    if (Decoders.is(folder)) {
      return Set.of(Head.CAUSAL_LM);
    }
    try {
      return Architectures.heads(folder.config(), weights);
    } catch (JsonException e) {
      throw new ModelException.Folder(folder.path() + ": " + e.getMessage(), e);
    }
  }

  /** The head of the class that saved the checkpoint; without one, the hidden states. */
  private static Head mainHead(ModelFolder folder, Set<Head> present) {
    return folder.architectures().stream()
        .flatMap(name -> Head.ofArchitecture(name).stream())
        .filter(present::contains)
        .findFirst()
        .orElse(Head.BASE);
  }

  private boolean isCheckpoint() {
    return folder.hasSafetensors()
        && (folder.onnx().isEmpty()
            || Architectures.modelTypes().contains(folder.modelType())
            || Architectures.decoderTypes().contains(folder.modelType()));
  }

  private Graph open(Head head) {
    Precision precision = precision(folder, options);
    if (arithmetic(precision) == io.github.langres.models.graph.Precision.INT8) {
      warnOfSlowInt8();
    }
    Optional<Path> graph =
        built
            .filter(b -> arithmetic(b.precision()) == arithmetic(precision))
            .filter(b -> head != Head.CAUSAL_LM || Decoders.fitsBuilt(folder, options))
            .flatMap(b -> b.graph(head));
    if (graph.isPresent() && built.get().matches()) {
      OnnxFile.checkBuilt(graph.get());
      return OnnxGraphs.open(new GraphSource.File(graph.get()), graphOptions());
    }
    if (!folder.hasSafetensors()) {
      throw noCheckpoint(head, precision, graph.isPresent());
    }
    Weights weights = Weights.open(folder.path());
    return OnnxGraphs.open(build(folder, options, precision, weights, head), graphOptions());
  }

  private void warnOfSlowInt8() {
    boolean slow = Processor.current().filter(here -> !here.hasInt8Products()).isPresent();
    if (slow && options.device().equals(Device.cpu())) {
      LOG.debug(
          "this processor has no instruction for products of 8-bit numbers (VNNI on x86): int8"
              + " gains much less over fp32, and sums of large products may saturate");
    }
  }

  private ModelException noCheckpoint(Head head, Precision precision, boolean stale) {
    BuiltFolder there = built.orElseThrow();
    if (stale) {
      return new ModelException.Folder(
          folder.path()
              + ": its files differ from langres/manifest.json, and there is no model.safetensors"
              + " to build from; copy the folder again, or build it again");
    }
    if (there.graph(head).isEmpty()) {
      return new ModelException.MissingHead(
          folder.path()
              + " was built without a "
              + head.words()
              + " head; it has "
              + there.heads());
    }
    if (head == Head.CAUSAL_LM && !Decoders.fitsBuilt(folder, options)) {
      return new ModelException.Unsupported(
          folder.path()
              + " was built for a shorter context than the "
              + options.contextTokens()
              + " tokens asked for (ModelOptions.contextTokens); open its checkpoint instead");
    }
    return new ModelException.Unsupported(
        folder.path()
            + " was built in "
            + there.precision()
            + "; open it so, or build it again in "
            + precision);
  }

  private Graph onnx() {
    Path file =
        folder
            .onnx()
            .orElseThrow(
                () ->
                    new ModelException.Folder(
                        "no weights in "
                            + folder.path()
                            + "; expected model.safetensors, or model.onnx at the root or in"
                            + " onnx/"));
    if (options.precision().isPresent() && options.precision().get() != Precision.FP32) {
      throw new ModelException.Unsupported(
          "an exported ONNX file runs in the numbers it was exported in; open it without a"
              + " precision, got "
              + options.precision().get());
    }
    OnnxFile.check(file);
    return OnnxGraphs.open(new GraphSource.File(file), graphOptions());
  }

  static io.github.langres.models.graph.Precision arithmetic(Precision precision) {
    return switch (precision) {
      case FP32 -> io.github.langres.models.graph.Precision.FP32;
      case INT8, INT8_REPRODUCIBLE -> io.github.langres.models.graph.Precision.INT8;
      case INT4 -> io.github.langres.models.graph.Precision.INT4;
    };
  }

  private GraphOptions graphOptions() {
    GraphOptions all = GraphOptions.defaults().withDevice(options.device());
    // A step of a decoder is hundreds of short products: waking threads for each costs a tenth.
    return Decoders.is(folder)
        ? all.withThreads(options.threads())
        : all.withThreads(Parallelism.of(options).threads()).withRuntimeEntry(SPINNING, "0");
  }
}
