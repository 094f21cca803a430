package io.github.langres.models;

import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Safetensors folders, their graphs built here, give what {@code transformers} gives. */
class CheckpointGoldenTest {
  @TestFactory
  List<DynamicTest> folder_opened_equalsTransformers() throws Exception {
    return GoldenReplay.tests(Goldens.cases("encoders"));
  }
}
