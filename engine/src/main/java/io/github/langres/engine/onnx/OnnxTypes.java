package io.github.langres.engine.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import io.github.langres.engine.ElementType;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** ONNX Runtime's words for types and shapes, and ours. */
final class OnnxTypes {
  private OnnxTypes() {}

  static OnnxJavaType toOnnx(ElementType type) {
    return switch (type) {
      case FLOAT32 -> OnnxJavaType.FLOAT;
      case FLOAT16 -> OnnxJavaType.FLOAT16;
      case BFLOAT16 -> OnnxJavaType.BFLOAT16;
      case INT64 -> OnnxJavaType.INT64;
      case INT32 -> OnnxJavaType.INT32;
      case INT8 -> OnnxJavaType.INT8;
      case UINT8 -> OnnxJavaType.UINT8;
      case BOOL -> OnnxJavaType.BOOL;
    };
  }

  static List<TensorSpec> specs(Collection<NodeInfo> nodes) {
    return nodes.stream().map(OnnxTypes::spec).toList();
  }

  private static TensorSpec spec(NodeInfo node) {
    if (!(node.getInfo() instanceof TensorInfo tensor)) {
      throw new EngineException.Load(
          "\""
              + node.getName()
              + "\" is no tensor ("
              + node.getInfo().getClass().getSimpleName()
              + "); only tensors are supported as graph inputs and outputs");
    }
    return new TensorSpec(node.getName(), fromOnnx(node.getName(), tensor), dimensions(tensor));
  }

  private static ElementType fromOnnx(String name, TensorInfo tensor) {
    return Arrays.stream(ElementType.values())
        .filter(type -> toOnnx(type) == tensor.type)
        .findFirst()
        .orElseThrow(
            () ->
                new EngineException.Load(
                    "\""
                        + name
                        + "\" has element type "
                        + tensor.type
                        + "; expected one of "
                        + Arrays.toString(ElementType.values())));
  }

  private static List<String> dimensions(TensorInfo tensor) {
    long[] shape = tensor.getShape();
    String[] names = tensor.getDimensionNames();
    List<String> dimensions = new ArrayList<>(shape.length);
    for (int axis = 0; axis < shape.length; axis++) {
      String name = axis < names.length && names[axis] != null ? names[axis] : "";
      dimensions.add(shape[axis] >= 0 ? Long.toString(shape[axis]) : name);
    }
    return dimensions;
  }
}
