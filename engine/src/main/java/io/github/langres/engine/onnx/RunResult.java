package io.github.langres.engine.onnx;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.Shapes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The outputs that ONNX Runtime allocated in the last run; reused from run to run. */
final class RunResult {
  private final Map<String, ByteBuffer> copies = new HashMap<>();
  private OrtSession.@Nullable Result result;

  void set(OrtSession.Result newResult) {
    result = newResult;
  }

  boolean isSet() {
    return result != null;
  }

  /**
   * The elements of an output. ONNX Runtime's Java API hands out no view of memory that it owns, so
   * the first call copies to the heap; pin the output where that matters.
   */
  ByteBuffer bytes(String name) {
    return copies.computeIfAbsent(name, this::copy);
  }

  long[] shape(String name) {
    return tensor(name).getInfo().getShape();
  }

  void close() {
    if (result != null) {
      result.close();
      result = null;
      copies.clear();
    }
  }

  private ByteBuffer copy(String name) {
    OnnxTensor tensor = tensor(name);
    long bytes = Math.multiplyExact(tensor.getInfo().getNumElements(), tensor.getInfo().type.size);
    if (bytes > Integer.MAX_VALUE) {
      throw new EngineException.Run(
          "output \""
              + name
              + "\" of shape "
              + Shapes.text(shape(name))
              + " has "
              + bytes
              + " bytes; at most "
              + Integer.MAX_VALUE
              + " can be read, so run fewer tokens at once");
    }
    return bytes == 0
        ? ByteBuffer.allocate(0).order(ByteOrder.nativeOrder())
        : tensor.getByteBuffer().order(ByteOrder.nativeOrder());
  }

  private OnnxTensor tensor(String name) {
    return (OnnxTensor) requireNonNull(result).get(name).orElseThrow();
  }
}
