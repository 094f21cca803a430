package io.github.langres.models.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrenchWordsTest {

  private static List<String> words(String text) {
    int[] bounds = FrenchWords.split(text);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < bounds.length; i += 2) {
      words.add(text.substring(bounds[i], bounds[i + 1]));
    }
    return words;
  }

  @Test
  void split_elisions_endAtTheirApostrophe() {
    assertThat(words("l'Europe d’Artagnan qu'Aramis"))
        .containsExactly("l'", "Europe", "d’", "Artagnan", "qu'", "Aramis");
    assertThat(words("Lorsqu’il puisqu'elle JUSQU’À quoiqu'on"))
        .containsExactly("Lorsqu’", "il", "puisqu'", "elle", "JUSQU’", "À", "quoiqu'", "on");
    assertThat(words("J'ai n'est s'il c'est m'a t'es"))
        .containsExactly("J'", "ai", "n'", "est", "s'", "il", "c'", "est", "m'", "a", "t'", "es");
  }

  @Test
  void split_apostropheOfNoElision_joins() {
    assertThat(words("aujourd'hui aujourd’hui O'Brien presqu'île"))
        .containsExactly("aujourd'hui", "aujourd’hui", "O'Brien", "presqu'île");
  }

  @Test
  void split_elisionBeforeQuotationMark_keepsItsApostrophe() {
    assertThat(words("l’« Étoile »")).containsExactly("l’", "«", "Étoile", "»");
  }

  @Test
  void split_quotation_isNoElision() {
    assertThat(words("'mot'")).containsExactly("'", "mot", "'");
  }

  @Test
  void split_hyphens_joinBetweenLettersOnly() {
    assertThat(words("Aix-en-Provence - Saint\u2011Étienne fin-"))
        .containsExactly("Aix-en-Provence", "-", "Saint\u2011Étienne", "fin", "-");
  }

  @Test
  void split_spacesOfFrench_separate() {
    assertThat(words("Paris\u00a0! 12\u202f000\u2009€\u200bfin\tde\nligne"))
        .containsExactly("Paris", "!", "12", "000", "€", "fin", "de", "ligne");
  }

  @Test
  void split_combiningMarksAndSurrogates_stayWhole() {
    assertThat(words("e\u0301te\u0301 👏🇫🇷")).hasSize(4).startsWith("e\u0301te\u0301", "👏");
  }

  @Test
  void split_nothingToSplit_isEmpty() {
    assertThat(words("")).isEmpty();
    assertThat(words(" \u00a0\n")).isEmpty();
  }

  @Test
  void split_manyWords_coversAllLetters() {
    String text = "l'eau ".repeat(1000);
    assertThat(words(text)).hasSize(2000);
  }
}
