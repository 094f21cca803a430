package io.github.langres.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.langres.engine.Cancellation;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.GraphRun;
import io.github.langres.engine.GraphSignature;
import io.github.langres.engine.TensorSpec;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The bound tensors of one caller. */
final class OnnxGraphRun implements GraphRun {
  private final OnnxGraph graph;
  private final GraphSignature signature;
  private final Map<String, BoundTensor> inputs = new HashMap<>();
  private final Map<String, BoundTensor> outputs = new HashMap<>();
  // What session.run takes; kept beside the bindings so that a run builds no collection.
  private final Map<String, OnnxTensor> inputTensors = new HashMap<>();
  private final Map<String, OnnxTensor> pinnedTensors = new HashMap<>();
  private final Set<String> unpinned = new LinkedHashSet<>();
  private final RunStop stop = new RunStop();
  private @Nullable RunResult result;
  private boolean closed;

  OnnxGraphRun(OnnxGraph graph, GraphSignature signature) {
    this.graph = graph;
    this.signature = signature;
    signature.outputs().forEach(spec -> unpinned.add(spec.name()));
  }

  @Override
  public void bindInput(String name, ByteBuffer data, long... shape) {
    requireOpen();
    BoundTensor old = inputs.get(name);
    if (old != null && old.isOver(data, shape)) {
      return;
    }
    BoundTensor bound = BoundTensor.create(spec("input", name, signature.inputs()), data, shape);
    inputs.put(name, bound);
    inputTensors.put(name, bound.tensor());
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void bindOutput(String name, ByteBuffer data, long... shape) {
    requireOpen();
    BoundTensor old = outputs.get(name);
    if (old != null && old.isOver(data, shape)) {
      return;
    }
    BoundTensor bound = BoundTensor.create(spec("output", name, signature.outputs()), data, shape);
    outputs.put(name, bound);
    pinnedTensors.put(name, bound.tensor());
    unpinned.remove(name);
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void run(Cancellation cancellation) {
    requireOpen();
    releaseResult();
    if (inputs.size() < signature.inputs().size()) {
      throw new EngineException.Run(missingInputs());
    }
    graph.gate().enter();
    try {
      RunStop.requireNotRequested(cancellation);
      OrtSession.Result outcome =
          cancellation == Cancellation.NONE ? runNative(null) : runStoppable(cancellation);
      result = new RunResult(outcome);
      RunStop.requireNotRequested(cancellation);
    } catch (OrtException e) {
      RunStop.requireNotRequested(cancellation);
      throw new EngineException.Run(
          "running " + graph.name() + " failed: " + OnnxErrors.shortMessage(e), e);
    } finally {
      graph.gate().leave();
      // The tensors hold the only reference to their buffers' memory while native code runs.
      Reference.reachabilityFence(this);
    }
  }

  private OrtSession.Result runStoppable(Cancellation cancellation) throws OrtException {
    OrtSession.RunOptions options = stop.runOptions();
    Cancellation.Registration registration = cancellation.onCancel(stop::request);
    try {
      return runNative(options);
    } finally {
      registration.close();
      stop.reset();
    }
  }

  private OrtSession.Result runNative(OrtSession.@Nullable RunOptions options) throws OrtException {
    return graph.session().run(inputTensors, unpinned, pinnedTensors, options);
  }

  @Override
  public ByteBuffer output(String name) {
    RunResult last = lastResult(name);
    BoundTensor pinned = outputs.get(name);
    return pinned != null ? pinned.bytes() : last.bytes(name);
  }

  @Override
  public long[] outputShape(String name) {
    RunResult last = lastResult(name);
    BoundTensor pinned = outputs.get(name);
    return pinned != null ? pinned.shape() : last.shape(name);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    releaseResult();
    inputs.values().forEach(BoundTensor::close);
    outputs.values().forEach(BoundTensor::close);
    stop.close();
  }

  private RunResult lastResult(String name) {
    requireOpen();
    spec("output", name, signature.outputs());
    if (result == null) {
      throw new IllegalStateException(
          "output \"" + name + "\" was asked for before a run succeeded");
    }
    return result;
  }

  private void releaseResult() {
    if (result != null) {
      result.close();
      result = null;
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this run of " + graph.name() + " is closed");
    }
    graph.gate().requireOpen();
  }

  private String missingInputs() {
    List<String> missing =
        names(signature.inputs()).stream().filter(name -> !inputs.containsKey(name)).toList();
    return "inputs " + missing + " of " + graph.name() + " are not bound; call bindInput first";
  }

  private TensorSpec spec(String kind, String name, List<TensorSpec> specs) {
    for (TensorSpec spec : specs) {
      if (spec.name().equals(name)) {
        return spec;
      }
    }
    throw new EngineException.Run(
        graph.name() + " has no " + kind + " \"" + name + "\"; it has " + names(specs));
  }

  private static List<String> names(List<TensorSpec> specs) {
    return specs.stream().map(TensorSpec::name).toList();
  }
}
