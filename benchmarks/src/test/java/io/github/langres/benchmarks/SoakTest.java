package io.github.langres.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SoakTest {

  @Test
  @Timeout(120)
  void soak_ofFiveSeconds_findsNothing() throws Exception {
    Soak.Report report = Soak.run(Duration.ofSeconds(5));
    assertThat(report.sound()).as("%s", report.load()).isTrue();
    assertThat(report.reopened()).isPositive();
  }
}
