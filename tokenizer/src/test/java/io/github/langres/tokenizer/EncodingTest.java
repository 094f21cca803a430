package io.github.langres.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EncodingTest {
  /** {@code [CLS] a… [SEP] b… [SEP]}, with ids that say where each token stood. */
  private static Encoding pair(int first, int second) {
    int n = first + second + 3;
    int[] sequenceIds =
        IntStream.range(0, n)
            .map(i -> i == 0 || i == first + 1 || i == n - 1 ? -1 : i <= first ? 0 : 1)
            .toArray();
    int[] ids = IntStream.range(0, n).toArray();
    int[] offsets = IntStream.range(0, 2 * n).toArray();
    String[] tokens = IntStream.range(0, n).mapToObj(i -> "t" + i).toArray(String[]::new);
    return new Encoding(ids, new int[n], tokens, offsets, ids.clone(), sequenceIds, 0);
  }

  @Test
  void windows_overAPair_slideOverTheSecondTextAlone() {
    List<Encoding> windows = pair(2, 7).windows(9, 1);
    assertThat(windows).hasSize(2);
    assertThat(windows.get(0).ids()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 11);
    assertThat(windows.get(1).ids()).containsExactly(0, 1, 2, 3, 7, 8, 9, 10, 11);
    assertThat(windows.get(1).offsets()).startsWith(0, 1, 2, 3).endsWith(20, 21, 22, 23);
    assertThat(windows.get(1).tokens()).contains("t8");
    assertThat(windows.get(1).sequenceIds()).containsExactly(-1, 0, 0, -1, 1, 1, 1, 1, -1);
  }

  @Test
  void windows_thatFit_areTheEncodingItself() {
    Encoding encoding = pair(1, 1);
    assertThat(encoding.windows(5, 4)).containsExactly(encoding);
  }

  @Test
  void windows_thatCannotMove_sayTheNumbers() {
    assertThatThrownBy(() -> pair(2, 7).windows(9, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxTokens is 9")
        .hasMessageContaining("take 5")
        .hasMessageContaining("stride of 4");
    assertThatThrownBy(() -> pair(2, 7).windows(4, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pair(2, 7).windows(9, -1)).hasMessageContaining("stride is -1");
  }

  @Test
  void truncate_belowTheSpecialTokens_saysTheNumbers() {
    assertThatThrownBy(() -> pair(2, 7).truncate(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxTokens is 2")
        .hasMessageContaining("alone are 3");
    assertThat(pair(2, 7).truncate(3).ids()).containsExactly(0, 3, 11);
    assertThat(pair(2, 7).truncate(8).truncate(6).leftOut()).isEqualTo(6);
  }
}
