package io.github.langres.engine.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphRun;
import io.github.langres.engine.GraphSignature;

/** A session, and what must live as long as it. */
final class OnnxGraph implements Graph {
  private final OrtSession session;
  private final SessionResources resources;
  private final String name;
  private final GraphSignature signature;
  private final RunGate gate = new RunGate();

  OnnxGraph(OrtSession session, SessionResources resources, String name) throws OrtException {
    this.session = session;
    this.resources = resources;
    this.name = name;
    try {
      this.signature =
          new GraphSignature(
              OnnxTypes.specs(session.getInputInfo().values()),
              OnnxTypes.specs(session.getOutputInfo().values()));
    } catch (OrtException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  @Override
  public GraphSignature signature() {
    gate.requireOpen();
    return signature;
  }

  @Override
  public GraphRun newRun() {
    gate.requireOpen();
    return new OnnxGraphRun(this, signature);
  }

  @Override
  public void close() {
    gate.close(this::release);
  }

  private void release() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new EngineException.Run("cannot close " + name + ": " + OnnxErrors.shortMessage(e), e);
    } finally {
      resources.close();
    }
  }

  OrtSession session() {
    return session;
  }

  RunGate gate() {
    return gate;
  }

  String name() {
    return name;
  }
}
