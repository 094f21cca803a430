package io.github.langres.models.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.models.graph.Matrix;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadLayoutTest {

  @ParameterizedTest
  @CsvSource({"64,64", "128,128", "64,32", "16,16", "96,96", "64,0", "8,0", "80,0"})
  void commonHeads_stayAsTheyAre(int size, int rotary) {
    HeadLayout layout = HeadLayout.of(size, rotary);

    int[] all = IntStream.range(0, 3 * size).toArray();
    assertThat(layout.rotated(3)).isEqualTo(all);
    assertThat(layout.plain(3)).isEqualTo(all);
  }

  @ParameterizedTest
  @CsvSource({"8,8", "12,12", "20,20", "20,12", "24,24", "24,12", "16,4", "10,0", "9,3", "40,40"})
  void oddHeads_keepEveryChannelAndItsPair(int size, int rotary) {
    HeadLayout layout = HeadLayout.of(size, rotary);

    assertThat(layout.padded() % (rotary == 0 ? 8 : 16)).isZero();
    assertThat(layout.turning() % 8).isZero();
    assertThat(2 * layout.turning()).isLessThanOrEqualTo(layout.padded());
    int[] places = layout.places();
    assertThat(Arrays.stream(places).filter(place -> place != Matrix.ZERO).sorted().toArray())
        .isEqualTo(IntStream.range(0, size).toArray());
    for (int pair = 0; pair < layout.pairs(); pair++) {
      assertThat(places[pair]).isEqualTo(pair);
      assertThat(places[layout.turning() + pair]).isEqualTo(layout.pairs() + pair);
    }
  }

  @Test
  void rows_ofSecondHead_comeAfterTheFirst() {
    HeadLayout layout = HeadLayout.of(12, 0);

    assertThat(layout.plain(2))
        .containsExactly(
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, -1, -1, -1, -1, 12, 13, 14, 15, 16, 17, 18, 19,
            20, 21, 22, 23, -1, -1, -1, -1);
  }
}
