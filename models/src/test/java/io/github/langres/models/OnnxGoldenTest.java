package io.github.langres.models;

import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Exported ONNX folders give what {@code transformers} gives. */
class OnnxGoldenTest {

  @TestFactory
  List<DynamicTest> folder_opened_equalsTransformers() throws Exception {
    return GoldenReplay.tests(Goldens.cases("onnx"));
  }
}
