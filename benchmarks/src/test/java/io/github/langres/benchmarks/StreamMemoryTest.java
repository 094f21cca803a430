package io.github.langres.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StreamMemoryTest {

  @Test
  @Timeout(120)
  void stream_ofFiveThousandTexts_keepsNoneOfThem() throws Exception {
    StreamMemory.Report report = StreamMemory.run(5_000, StreamMemoryTest::liveHeap);
    assertThat(report.vectors()).isEqualTo(5_000);
    // Their vectors alone would be 3.6 MiB between the samples that are compared.
    assertThat(report.growth()).isLessThan(1.5);
  }

  private static double liveHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0;
  }
}
