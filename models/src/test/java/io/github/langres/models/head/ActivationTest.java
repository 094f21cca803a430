package io.github.langres.models.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ActivationTest {

  @Test
  void parse_pathOfPyTorch_isKnown() {
    assertThat(Activation.parse("torch.nn.modules.activation.GELU")).contains(Activation.GELU);
    assertThat(Activation.parse("torch.nn.modules.linear.Identity")).contains(Activation.IDENTITY);
  }

  @Test
  void parse_otherCode_isRefused() {
    assertThat(Activation.parse("mymodule.Tanh")).isEmpty();
    assertThat(Activation.parse("torch.nn.modules.activation.Hardshrink")).isEmpty();
  }

  @Test
  void of_values_equalPyTorch() {
    // torch.nn.functional.gelu and silu, float64.
    assertThat(Activation.GELU.of(1)).isCloseTo(0.8413447460685429, within(1e-6));
    assertThat(Activation.GELU.of(-2)).isCloseTo(-0.0455002639, within(1e-6));
    assertThat(Activation.SILU.of(1)).isCloseTo(0.7310585786300049, within(1e-9));
    assertThat(Activation.RELU.of(-1)).isZero();
    assertThat(Activation.SIGMOID.of(0)).isEqualTo(0.5);
    assertThat(Activation.TANH.of(0.5)).isCloseTo(0.4621171573, within(1e-9));
  }

  @Test
  void dense_linear_isMatrixTimesVectorPlusBias() {
    Dense dense = new Dense(new float[] {1, 2, 3, 4}, new float[] {10, -20}, Activation.RELU);
    assertThat(dense.apply(new float[] {1, 1})).containsExactly(13, 0);
    assertThat(dense.inputs()).isEqualTo(2);
  }
}
