package io.github.langres.models.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.github.langres.engine.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Our values as ONNX protobuf messages. */
final class Protos {
  private Protos() {}

  static NodeProto.Builder node(OnnxBuilder.NodeSpec node) {
    NodeProto.Builder proto =
        NodeProto.newBuilder()
            .setDomain(node.domain())
            .setOpType(node.operator())
            .setName(node.name());
    node.inputs().forEach(value -> proto.addInput(value == null ? "" : value.name()));
    node.attributes().forEach(attribute -> proto.addAttribute(attribute.proto()));
    return proto;
  }

  static ValueInfoProto declaration(String name, Value value) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Dim dim : value.shape().dims()) {
      TensorShapeProto.Dimension.Builder axis = TensorShapeProto.Dimension.newBuilder();
      if (dim instanceof Dim.Fixed fixed) {
        axis.setDimValue(fixed.size());
      } else {
        axis.setDimParam(dim.toString());
      }
      shape.addDim(axis);
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(code(value.type())).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  static TensorProto inline(Value value, byte[] bytes) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(value.name())
            .setDataType(code(value.type()))
            .setRawData(ByteString.copyFrom(bytes));
    for (int axis = 0; axis < value.shape().rank(); axis++) {
      tensor.addDims(value.size(axis));
    }
    return tensor.build();
  }

  /** The location is never opened: the session is given the weight by name. */
  static TensorProto external(String name, ElementType type, long[] shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(code(type))
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue("given"));
    for (long size : shape) {
      tensor.addDims(size);
    }
    return tensor.build();
  }

  static byte[] longBytes(long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return bytes.array();
  }

  static byte[] floatBytes(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  static int code(ElementType type) {
    return switch (type) {
      case FLOAT32 -> TensorProto.DataType.FLOAT_VALUE;
      case FLOAT16 -> TensorProto.DataType.FLOAT16_VALUE;
      case BFLOAT16 -> TensorProto.DataType.BFLOAT16_VALUE;
      case INT64 -> TensorProto.DataType.INT64_VALUE;
      case INT32 -> TensorProto.DataType.INT32_VALUE;
      case INT8 -> TensorProto.DataType.INT8_VALUE;
      case UINT8 -> TensorProto.DataType.UINT8_VALUE;
      case BOOL -> TensorProto.DataType.BOOL_VALUE;
    };
  }
}
