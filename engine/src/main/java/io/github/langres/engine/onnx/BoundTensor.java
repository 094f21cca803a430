package io.github.langres.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.Shapes;
import io.github.langres.engine.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** An ONNX Runtime tensor over a range of the caller's direct buffer. */
final class BoundTensor {
  private final ByteBuffer data;
  private final int position;
  private final int limit;
  private final long[] shape;
  private final OnnxTensor tensor;

  private BoundTensor(ByteBuffer data, long[] shape, OnnxTensor tensor) {
    this.data = data;
    this.position = data.position();
    this.limit = data.limit();
    this.shape = shape;
    this.tensor = tensor;
  }

  static BoundTensor create(TensorSpec spec, ByteBuffer data, long[] shape) {
    check(spec, data, shape);
    long[] own = shape.clone();
    try {
      return new BoundTensor(
          data,
          own,
          OnnxTensor.createTensor(OnnxEnvironment.get(), data, own, OnnxTypes.toOnnx(spec.type())));
    } catch (OrtException e) {
      throw new EngineException.Run(
          "cannot bind \"" + spec.name() + "\": " + OnnxErrors.shortMessage(e), e);
    }
  }

  private static void check(TensorSpec spec, ByteBuffer data, long[] shape) {
    if (!data.isDirect() || data.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException(
          "\""
              + spec.name()
              + "\" needs a direct buffer in native byte order (slice() and duplicate() lose the"
              + " order), got "
              + (data.isDirect() ? "a direct" : "a heap")
              + " buffer in "
              + data.order());
    }
    long bytes = Shapes.bytes(spec.type(), shape);
    if (bytes != data.remaining()) {
      throw new EngineException.Run(
          "\""
              + spec.name()
              + "\" of shape "
              + Shapes.text(shape)
              + " and type "
              + spec.type()
              + " needs "
              + bytes
              + " bytes; its buffer has "
              + data.remaining());
    }
  }

  // Equal content in another buffer is another tensor.
  @SuppressWarnings("ReferenceEquality")
  boolean isOver(ByteBuffer otherData, long[] otherShape) {
    return data == otherData
        && position == otherData.position()
        && limit == otherData.limit()
        && Arrays.equals(shape, otherShape);
  }

  OnnxTensor tensor() {
    return tensor;
  }

  long[] shape() {
    return shape.clone();
  }

  /** The bytes of the bound range, also when the caller has moved the buffer's position since. */
  ByteBuffer bytes() {
    return data.slice(position, limit - position).order(ByteOrder.nativeOrder());
  }

  void close() {
    tensor.close();
  }
}
