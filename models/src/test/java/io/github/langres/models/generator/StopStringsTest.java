package io.github.langres.models.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StopStringsTest {

  private static String pushed(StopStrings stops, String... pieces) {
    StringBuilder text = new StringBuilder();
    for (String piece : pieces) {
      text.append(stops.push(piece)).append('|');
    }
    return text.toString();
  }

  @Test
  void push_noStops_givesEveryPieceAtOnce() {
    assertThat(pushed(new StopStrings(List.of()), "a", "", "b")).isEqualTo("a||b|");
  }

  @Test
  void push_stopAcrossPieces_isCutAway() {
    StopStrings stops = new StopStrings(List.of("\nUser:"));
    assertThat(pushed(stops, "Oui.\n", "Us", "er: non")).isEqualTo("Oui.|||");
    assertThat(stops.found()).isTrue();
    assertThat(stops.push("encore")).isEmpty();
    assertThat(stops.flush()).isEmpty();
  }

  @Test
  void push_beginOfStopThatDoesNotGoOn_isGivenLater() {
    StopStrings stops = new StopStrings(List.of("abcd"));
    assertThat(pushed(stops, "xab", "c", "ab", "e")).isEqualTo("x||abc|abe|");
    assertThat(stops.found()).isFalse();
  }

  @Test
  void flush_atTheEnd_givesWhatWaited() {
    StopStrings stops = new StopStrings(List.of("fin."));
    assertThat(stops.push("la fin")).isEqualTo("la ");
    assertThat(stops.flush()).isEqualTo("fin");
  }

  @Test
  void push_repeatedBegin_findsTheStop() {
    StopStrings stops = new StopStrings(List.of("aab"));
    assertThat(pushed(stops, "aaa", "a", "b")).isEqualTo("a|a||");
    assertThat(stops.found()).isTrue();
  }

  /** The text does not depend on how it was cut: the same as character by character. */
  @Test
  void push_anyPieces_givesTheSameText() {
    Random random = new Random(3);
    for (int round = 0; round < 3000; round++) {
      String text = random(random, 12);
      List<String> stops = List.of(random(random, 4) + "a", random(random, 2) + "b");
      String expected = text;
      for (int end = 1; end <= text.length(); end++) {
        String beginning = text.substring(0, end);
        int cut =
            stops.stream()
                .filter(beginning::endsWith)
                .mapToInt(stop -> beginning.length() - stop.length())
                .min()
                .orElse(-1);
        if (cut >= 0) {
          expected = text.substring(0, cut);
          break;
        }
      }
      StopStrings cutter = new StopStrings(stops);
      StringBuilder actual = new StringBuilder();
      for (int at = 0; at < text.length() && !cutter.found(); ) {
        int end = Math.min(text.length(), at + 1 + random.nextInt(4));
        actual.append(cutter.push(text.substring(at, end)));
        at = end;
      }
      actual.append(cutter.flush());
      assertThat(actual.toString()).as("%s stopped by %s", text, stops).isEqualTo(expected);
    }
  }

  private static String random(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(most + 1); left > 0; left--) {
      text.append("abc".charAt(random.nextInt(3)));
    }
    return text.toString();
  }
}
