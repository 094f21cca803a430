package io.github.langres.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.List;

/**
 * What must outlive a session: its options, and the tensors over weights that it reads in place
 * (each keeps its Java buffer reachable).
 */
final class SessionResources {
  private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
  private final List<OnnxTensor> weights = new ArrayList<>();

  OrtSession.SessionOptions options() {
    return options;
  }

  void keep(OnnxTensor weight) {
    weights.add(weight);
  }

  /** To be called once, after the session's close. */
  void close() {
    options.close();
    weights.forEach(OnnxTensor::close);
    weights.clear();
  }
}
