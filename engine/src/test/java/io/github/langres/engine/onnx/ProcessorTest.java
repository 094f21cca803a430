package io.github.langres.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorTest {
  @Test
  void parse_x86_takesTheFirstCoreAndWhatKernelsLookFor() {
    Processor processor =
        Processor.parse(
                "amd64",
                List.of(
                    "processor\t: 0",
                    "model name\t: AMD EPYC",
                    "flags\t\t: fpu sse2 avx2 fma avx512f avx512_vnni",
                    "",
                    "processor\t: 1",
                    "model name\t: another",
                    "flags\t\t: amx_int8"))
            .orElseThrow();
    assertThat(processor).hasToString("amd64 AMD EPYC avx2 avx512_vnni avx512f fma");
    assertThat(processor.hasInt8Products()).isTrue();
  }

  @Test
  void parse_arm_readsItsWords() {
    Processor processor =
        Processor.parse("aarch64", List.of("Features\t: fp asimd asimddp sve", "CPU part\t: 0xd40"))
            .orElseThrow();
    assertThat(processor).hasToString("aarch64 0xd40 asimd asimddp sve");
  }

  @Test
  void hasInt8Products_withoutVnni_isFalse() {
    Processor processor =
        Processor.parse("amd64", List.of("flags : avx avx2 fma avx512f")).orElseThrow();
    assertThat(processor.hasInt8Products()).isFalse();
  }

  @Test
  void parse_unknownSystem_isEmpty() {
    assertThat(Processor.parse("amd64", List.of("nothing to see"))).isEmpty();
  }
}
