package io.github.langres.engine.onnx;

import static io.github.langres.engine.onnx.TinyGraphs.direct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import io.github.langres.engine.ElementType;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.TensorSpec;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BindingsTest {
  private final TensorSpec spec = new TensorSpec("x", ElementType.FLOAT32, List.of("n", "m"));
  private final Bindings bindings = new Bindings();

  private OnnxTensor bind(ByteBuffer data, long... shape) {
    bindings.bind(spec, data, shape);
    return bindings.tensors().get("x");
  }

  @AfterEach
  void close() {
    bindings.close();
  }

  @Test
  void bind_sameBufferRangeAndShape_keepsTheTensor() {
    ByteBuffer data = direct(32);
    OnnxTensor tensor = bind(data, 2, 4);
    assertThat(bind(data, 2, 4)).isSameAs(tensor);
    assertThat(tensor.isClosed()).isFalse();
  }

  @Test
  void bind_otherShapeRangeOrBuffer_replacesAndClosesTheOldTensor() {
    ByteBuffer data = direct(32);
    OnnxTensor first = bind(data, 2, 4);
    OnnxTensor otherShape = bind(data, 4, 2);
    OnnxTensor otherRange = bind(data.limit(16), 2, 2);
    OnnxTensor sameSizeElsewhere = bind(data.limit(32).position(16), 2, 2);
    OnnxTensor otherBuffer = bind(direct(16), 2, 2);
    assertThat(List.of(first, otherShape, otherRange, sameSizeElsewhere))
        .doesNotHaveDuplicates()
        .doesNotContain(otherBuffer)
        .allMatch(OnnxTensor::isClosed);
    assertThat(otherBuffer.isClosed()).isFalse();
  }

  @Test
  void bind_refused_keepsTheOldTensor() {
    OnnxTensor tensor = bind(direct(32), 2, 4);
    assertThatThrownBy(() -> bind(direct(32), 3, 4)).isInstanceOf(EngineException.Run.class);
    assertThat(bindings.tensors().get("x")).isSameAs(tensor);
    assertThat(tensor.isClosed()).isFalse();
  }
}
