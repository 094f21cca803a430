package io.github.langres.models.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.List;

/** A named setting of a node. */
record Attribute(AttributeProto proto) {

  static Attribute of(String name, long value) {
    return new Attribute(named(name, AttributeProto.AttributeType.INT).setI(value).build());
  }

  static Attribute of(String name, float value) {
    return new Attribute(named(name, AttributeProto.AttributeType.FLOAT).setF(value).build());
  }

  static Attribute of(String name, String value) {
    return new Attribute(
        named(name, AttributeProto.AttributeType.STRING)
            .setS(com.google.protobuf.ByteString.copyFromUtf8(value))
            .build());
  }

  static Attribute of(String name, List<Long> values) {
    return new Attribute(named(name, AttributeProto.AttributeType.INTS).addAllInts(values).build());
  }

  private static AttributeProto.Builder named(String name, AttributeProto.AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }
}
