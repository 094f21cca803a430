package io.github.langres.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import io.github.langres.engine.TensorSpec;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The inputs or the outputs that one run has bound, by name. */
final class Bindings {
  private final Map<String, BoundTensor> bound = new HashMap<>();
  // What a native run takes; kept beside, so that a run builds no collection.
  private final Map<String, OnnxTensor> tensors = new HashMap<>();

  /** Keeps the tensor of that name when it is over the same range with the same shape. */
  void bind(TensorSpec spec, ByteBuffer data, long[] shape) {
    BoundTensor old = bound.get(spec.name());
    if (old != null && old.isOver(data, shape)) {
      return;
    }
    BoundTensor fresh = BoundTensor.create(spec, data, shape);
    bound.put(spec.name(), fresh);
    tensors.put(spec.name(), fresh.tensor());
    if (old != null) {
      old.close();
    }
  }

  @Nullable BoundTensor get(String name) {
    return bound.get(name);
  }

  Map<String, OnnxTensor> tensors() {
    return tensors;
  }

  void close() {
    bound.values().forEach(BoundTensor::close);
  }
}
