package io.github.langres.tokenizer.hf;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.github.langres.tokenizer.Encoding;
import io.github.langres.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds truncation and windows against the native library, which can truncate while it encodes.
 * (Python's tokenizers 0.23 is no reference: it stops reading at the limit, and loses windows.)
 */
class TruncationTest {
  private static final String SHORT = "Qui a écrit ce roman ?";
  private static final String LONG =
      "Victor Hugo l’a écrit en 1862, en exil, après des années de travail. Le chat dort.";
  private static final List<List<String>> PAIRS =
      List.of(
          List.of(SHORT, LONG), List.of(LONG, SHORT), List.of(SHORT, SHORT), List.of(LONG, LONG));

  @ParameterizedTest
  @ValueSource(strings = {"camembert", "bert", "roberta"})
  void truncate_everyLength_isLongestFirst(String name) {
    try (Tokenizer tokenizer = Tokenizers.golden(name);
        Reference reference = new Reference(name)) {
      for (List<String> pair : PAIRS) {
        Encoding whole = tokenizer.encode(pair.get(0), pair.get(1));
        for (int max = special(whole) + 1; max <= whole.length() + 1; max++) {
          int[] expected = reference.windows(pair, max, 0, "LONGEST_FIRST").get(0);
          Encoding truncated = whole.truncate(max);
          assertThat(truncated.ids()).as(pair + " " + max).isEqualTo(expected);
          assertThat(truncated.leftOut()).isEqualTo(whole.length() - expected.length);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "camembert, 0",
    "camembert, 1",
    "camembert, 3",
    "bert, 0",
    "bert, 2",
    "roberta, 0",
    "roberta, 3"
  })
  void windows_everyLength_areTheOverflowOfTheNativeLibrary(String name, int stride) {
    try (Tokenizer tokenizer = Tokenizers.golden(name);
        Reference reference = new Reference(name)) {
      for (List<String> texts :
          List.of(List.of(LONG), List.of(SHORT, LONG), List.of(SHORT, SHORT))) {
        boolean pair = texts.size() == 2;
        Encoding whole =
            pair ? tokenizer.encode(texts.get(0), texts.get(1)) : tokenizer.encode(texts.get(0));
        int fixed = special(whole) + (pair ? count(whole, 0) : 0);
        for (int max = fixed + stride + 1; max <= whole.length() + 1; max++) {
          List<int[]> expected =
              reference.windows(texts, max, stride, pair ? "ONLY_SECOND" : "ONLY_FIRST");
          assertThat(whole.windows(max, stride).stream().map(Encoding::ids).toList())
              .as(texts + " " + max)
              .usingElementComparator(Arrays::compare)
              .containsExactlyElementsOf(expected);
        }
      }
    }
  }

  private static int special(Encoding encoding) {
    return count(encoding, -1);
  }

  private static int count(Encoding encoding, int sequence) {
    return (int) Arrays.stream(encoding.sequenceIds()).filter(s -> s == sequence).count();
  }

  /** A native tokenizer that truncates. */
  private static final class Reference implements AutoCloseable {
    private final TokenizersLibrary library = NativeLibrary.get();
    private final long handle;

    Reference(String name) {
      handle = library.createTokenizerFromString(Tokenizers.goldenJson(name));
    }

    /** The ids of the truncated encoding, then those of its overflow. */
    List<int[]> windows(List<String> texts, int max, int stride, String strategy) {
      library.setTruncation(handle, max, strategy, stride);
      long encoding =
          texts.size() == 1
              ? library.encode(handle, texts.get(0), true)
              : library.encodeDual(handle, texts.get(0), texts.get(1), true);
      List<int[]> windows = new ArrayList<>();
      windows.add(HfTokenizer.ints(library.getTokenIds(encoding)));
      for (long overflow : library.getOverflowing(encoding)) {
        windows.add(HfTokenizer.ints(library.getTokenIds(overflow)));
        library.deleteEncoding(overflow);
      }
      library.deleteEncoding(encoding);
      return windows;
    }

    @Override
    public void close() {
      library.deleteTokenizer(handle);
    }
  }
}
