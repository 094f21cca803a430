package io.github.langres.tokenizer.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.tokenizer.Encoding;
import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.TokenizerException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that users or attackers send. */
class OddTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"camembert", "qwen", "llama", "bert", "roberta"})
  void encode_loneSurrogates_areReplacementCharactersInPlace(String name) {
    try (Tokenizer tokenizer = Tokenizers.golden(name)) {
      String broken = "\uD83Dun \uDE00 chat 😀 dort\uD83D";
      String mended = "\uFFFDun \uFFFD chat 😀 dort\uFFFD";
      same(tokenizer.encode(broken), tokenizer.encode(mended));
      same(tokenizer.encode("x", broken), tokenizer.encode("x", mended));
      assertThat(tokenizer.encodeIds(List.of(broken))[0]).isEqualTo(tokenizer.encode(mended).ids());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"camembert", "xlm-roberta", "camembertv2", "bert"})
  void encode_emoji_givesOffsetsInUtf16Units(String name) {
    String text = "👏👏 été 🥞 la 👍🏽 crêpe";
    try (Tokenizer tokenizer = Tokenizers.golden(name)) {
      Encoding encoding = tokenizer.encode("😀 ?", text);
      int at = text.indexOf("crêpe");
      int covered = 0;
      for (int i = 0; i < encoding.length(); i++) {
        int start = encoding.offsets()[2 * i];
        int end = encoding.offsets()[2 * i + 1];
        if (encoding.sequenceIds()[i] == 1) {
          assertThat(start).isBetween(0, end);
          assertThat(end).isLessThanOrEqualTo(text.length());
          assertThat(text.substring(start, end)).doesNotContainPattern("^[\uDC00-\uDFFF]");
          covered += Math.max(0, end - Math.max(start, at));
        }
      }
      assertThat(covered).isEqualTo("crêpe".length());
    }
  }

  @Test
  void encode_frenchSpacesAndAccents_followTheCharacterMap() {
    try (Tokenizer tokenizer = Tokenizers.golden("camembert")) {
      int[] plain = tokenizer.encode("Vraiment ? L'été").ids();
      assertThat(tokenizer.encode("Vraiment\u00A0? L'été").ids()).isEqualTo(plain);
      assertThat(tokenizer.encode("Vraiment\u202F? L'été").ids()).isEqualTo(plain);
      assertThat(tokenizer.encode("Vraiment ? L'e\u0301te\u0301").ids()).isEqualTo(plain);
      assertThat(tokenizer.encode("Vraiment ? L\u2019été").ids()).isNotEqualTo(plain);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"camembert", "bert", "roberta", "llama", "llama-metaspace", "qwen"})
  void encode_emptyBlankAndControl_givesABoundedResult(String name) {
    try (Tokenizer tokenizer = Tokenizers.golden(name)) {
      for (String text :
          List.of("", " ", "\n\t", "\u0000", "a\u0000b", "\u202E", "\u0010\u0011x")) {
        Encoding encoding = tokenizer.encode(text);
        assertThat(encoding.length()).isLessThan(20);
        assertThat(tokenizer.encode(text, text).length()).isLessThan(40);
        assertThat(tokenizer.encodeIds(List.of(text))[0]).isEqualTo(encoding.ids());
      }
      assertThat(tokenizer.encodeIds(List.of())).isEmpty();
      assertThat(tokenizer.decode(new int[0], true)).isEmpty();
      assertThat(tokenizer.decode(new int[] {-1, Integer.MAX_VALUE, -100}, false)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"camembert", "qwen"})
  void encode_hundredThousandCharacters_isWhole(String name) {
    try (Tokenizer tokenizer = Tokenizers.golden(name)) {
      for (String unit : List.of("a", " ", "été ", "e\u0301\u0302", "👏", "\n")) {
        String text = unit.repeat(100_000 / unit.length());
        Encoding encoding = tokenizer.encode(text);
        assertThat(Arrays.stream(encoding.offsets()).max().orElse(0))
            .isLessThanOrEqualTo(text.length());
        assertThat(tokenizer.encodeIds(List.of("x", text))[1]).isEqualTo(encoding.ids());
      }
    }
  }

  @Test
  void encode_tooLong_isRefusedWithTheNumbers() {
    String text = "ab ".repeat(Tokenizer.MAX_TEXT_LENGTH / 3 + 1);
    try (Tokenizer tokenizer = Tokenizers.golden("camembert")) {
      assertThatThrownBy(() -> tokenizer.encode(text))
          .isInstanceOf(TokenizerException.class)
          .hasMessageContaining("10000000")
          .hasMessageContaining("" + text.length());
      assertThatThrownBy(() -> tokenizer.encode("x", text)).hasMessageStartingWith("pair has");
      assertThatThrownBy(() -> tokenizer.encodeIds(List.of("", text)))
          .hasMessageStartingWith("texts[1] has");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a"})
  void encode_runThatExhaustsTheSplitPattern_isRefused(String unit) {
    String text = unit.repeat(CleanText.MAX_RUN + 2);
    try (Tokenizer tokenizer = Tokenizers.golden("qwen")) {
      assertThatThrownBy(() -> tokenizer.encode(text))
          .isInstanceOf(TokenizerException.class)
          .hasMessageContaining("in a row");
    }
    assertThat(CleanText.of(text, "text", false)).isSameAs(text);
    assertThat(CleanText.of(text.substring(2), "text", true)).hasSize(CleanText.MAX_RUN);
    String words = "mot ".repeat(CleanText.MAX_RUN / 2);
    assertThat(CleanText.of(words, "text", true)).isSameAs(words);
  }

  @Test
  void encode_null_saysWhich() {
    try (Tokenizer tokenizer = Tokenizers.golden("bert")) {
      assertThatThrownBy(() -> tokenizer.encode(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessageContaining("text is null");
      assertThatThrownBy(() -> tokenizer.encodeIds(Arrays.asList("a", null)))
          .isInstanceOf(NullPointerException.class)
          .hasMessageContaining("texts[1] is null");
      assertThatThrownBy(() -> tokenizer.encodeIds(null)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> tokenizer.decode(null, true))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> tokenizer.id(null)).isInstanceOf(NullPointerException.class);
    }
  }

  private static void same(Encoding one, Encoding other) {
    assertThat(one.ids()).isEqualTo(other.ids());
    assertThat(one.tokens()).isEqualTo(other.tokens());
    assertThat(one.offsets()).isEqualTo(other.offsets());
    assertThat(one.wordIds()).isEqualTo(other.wordIds());
  }
}
