package io.github.langres.engine.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.langres.engine.Cancellation;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.GraphRun;
import io.github.langres.engine.GraphSignature;
import io.github.langres.engine.TensorSpec;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The bound tensors of one caller. */
final class OnnxGraphRun implements GraphRun {
  private final OnnxGraph graph;
  private final GraphSignature signature;
  private final Bindings inputs = new Bindings();
  private final Bindings outputs = new Bindings();
  private final Set<String> unpinned = new LinkedHashSet<>();
  private final RunStop stop = new RunStop();
  private final RunResult result = new RunResult();
  private boolean closed;

  OnnxGraphRun(OnnxGraph graph, GraphSignature signature) {
    this.graph = graph;
    this.signature = signature;
    signature.outputs().forEach(spec -> unpinned.add(spec.name()));
  }

  @Override
  public void bindInput(String name, ByteBuffer data, long... shape) {
    requireOpen();
    inputs.bind(spec("input", name, signature.inputs()), data, shape);
  }

  @Override
  public void bindOutput(String name, ByteBuffer data, long... shape) {
    requireOpen();
    outputs.bind(spec("output", name, signature.outputs()), data, shape);
    unpinned.remove(name);
  }

  @Override
  public void run(Cancellation cancellation) {
    requireOpen();
    result.close();
    if (inputs.tensors().size() < signature.inputs().size()) {
      throw new EngineException.Run(missingInputs());
    }
    graph.gate().enter();
    try {
      RunStop.requireNotRequested(cancellation);
      result.set(cancellation == Cancellation.NONE ? runNative(null) : runStoppable(cancellation));
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
    Cancellation.Registration registration = cancellation.onCancel(stop.listener());
    try {
      return runNative(options);
    } finally {
      registration.close();
      stop.reset();
    }
  }

  private OrtSession.Result runNative(OrtSession.@Nullable RunOptions options) throws OrtException {
    return graph.session().run(inputs.tensors(), unpinned, outputs.tensors(), options);
  }

  @Override
  public ByteBuffer output(String name) {
    RunResult last = lastResult(name);
    BoundTensor pinned = outputs.get(name);
    if (pinned != null) {
      return pinned.bytes();
    }
    // Copies from memory of the session's allocator, so not while it closes.
    graph.gate().enter();
    try {
      return last.bytes(name);
    } finally {
      graph.gate().leave();
    }
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
    result.close();
    inputs.close();
    outputs.close();
    stop.close();
  }

  private RunResult lastResult(String name) {
    requireOpen();
    spec("output", name, signature.outputs());
    if (!result.isSet()) {
      throw new IllegalStateException(
          "output \"" + name + "\" was asked for before a run succeeded");
    }
    return result;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this run of " + graph.name() + " is closed");
    }
    graph.gate().requireOpen();
  }

  private String missingInputs() {
    List<String> missing =
        names(signature.inputs()).stream().filter(name -> inputs.get(name) == null).toList();
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
