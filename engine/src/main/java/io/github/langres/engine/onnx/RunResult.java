package io.github.langres.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.Shapes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** The outputs that ONNX Runtime allocated in one run. */
final class RunResult {
  private final OrtSession.Result result;
  private final Map<String, ByteBuffer> copies = new HashMap<>();

  RunResult(OrtSession.Result result) {
    this.result = result;
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
    result.close();
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
    return (OnnxTensor) result.get(name).orElseThrow();
  }
}
