package io.github.langres.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.tokenizer.hf.Tokenizers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncrementalDetokenizerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"llama", "llama-metaspace", "qwen", "roberta", "camembert", "bert", "xlm-roberta"})
  void push_anyIds_givesTheDecodedTextInWholeCharacters(String name) {
    Random random = new Random(42);
    try (Tokenizer tokenizer = Tokenizers.golden(name)) {
      for (int round = 0; round < 400; round++) {
        int[] ids = draw(random, tokenizer, random.nextInt(80));
        boolean skip = round % 2 == 0;
        String text = pushed(tokenizer, ids, skip);
        assertThat(text).as(name + " " + round).isEqualTo(tokenizer.decode(ids, skip));
      }
    }
  }

  /** Ids as models give them, with stretches of special tokens, of bytes and of strange ids. */
  private static int[] draw(Random random, Tokenizer tokenizer, int length) {
    int[] emoji = tokenizer.encode("👏🏽 漢字 été", null, false).ids();
    int[] ids = new int[length];
    int kind = 0;
    for (int i = 0; i < length; i++) {
      kind = random.nextInt(4) == 0 ? random.nextInt(4) : kind;
      ids[i] =
          switch (kind) {
            case 0 -> random.nextInt(tokenizer.vocabularySize());
            case 1 -> random.nextInt(12);
            case 2 -> emoji[random.nextInt(emoji.length)];
            default -> tokenizer.vocabularySize() + random.nextInt(9) - 8;
          };
    }
    return ids;
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen", "roberta"})
  void push_emoji_neverGivesHalfACharacter(String name) {
    String text = "Voilà 👏🏽, 漢字 et 𝒜 !";
    try (Tokenizer tokenizer = Tokenizers.golden(name)) {
      IncrementalDetokenizer detokenizer = new IncrementalDetokenizer(tokenizer, true);
      List<String> pieces = new ArrayList<>();
      for (int id : tokenizer.encode(text, null, false).ids()) {
        pieces.add(detokenizer.push(id));
      }
      pieces.add(detokenizer.flush());
      assertThat(pieces).noneMatch(piece -> piece.contains("\uFFFD"));
      assertThat(String.join("", pieces)).isEqualTo(text);
      assertThat(pieces).as("text comes as it is made").contains("");
      assertThat(pieces.stream().filter(piece -> !piece.isEmpty()).count()).isGreaterThan(5);
    }
  }

  @Test
  void push_afterFlush_startsANewText() {
    try (Tokenizer tokenizer = Tokenizers.golden("llama")) {
      IncrementalDetokenizer detokenizer = new IncrementalDetokenizer(tokenizer, true);
      int[] ids = tokenizer.encode("le chat", null, true).ids();
      String first = pushed(detokenizer, ids);
      assertThat(first).isEqualTo("le chat");
      assertThat(pushed(detokenizer, ids)).isEqualTo(first);
      assertThat(detokenizer.flush()).isEmpty();
    }
  }

  @Test
  void push_longText_decodesShortTailsOnly() {
    try (Tokenizer tokenizer = Tokenizers.golden("qwen")) {
      CountingTokenizer counting = new CountingTokenizer(tokenizer);
      IncrementalDetokenizer detokenizer = new IncrementalDetokenizer(counting, true);
      int[] ids = tokenizer.encode("Il était une fois 👏 un chat. ".repeat(500), null, false).ids();
      StringBuilder text = new StringBuilder();
      for (int id : ids) {
        text.append(detokenizer.push(id));
      }
      text.append(detokenizer.flush());
      assertThat(text.toString()).isEqualTo(tokenizer.decode(ids, true));
      assertThat(counting.decodedIds).isLessThan(20L * ids.length);
    }
  }

  private static String pushed(Tokenizer tokenizer, int[] ids, boolean skip) {
    return pushed(new IncrementalDetokenizer(tokenizer, skip), ids);
  }

  private static String pushed(IncrementalDetokenizer detokenizer, int[] ids) {
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(detokenizer.push(id));
    }
    return text.append(detokenizer.flush()).toString();
  }

  /** Counts the ids that are decoded. */
  private static final class CountingTokenizer implements Tokenizer {
    private final Tokenizer tokenizer;
    private long decodedIds;

    CountingTokenizer(Tokenizer tokenizer) {
      this.tokenizer = tokenizer;
    }

    @Override
    public Encoding encode(String text, String pair, boolean addSpecialTokens) {
      return tokenizer.encode(text, pair, addSpecialTokens);
    }

    @Override
    public int[][] encodeIds(List<String> texts) {
      return tokenizer.encodeIds(texts);
    }

    @Override
    public String decode(int[] ids, boolean skipSpecialTokens) {
      decodedIds += ids.length;
      return tokenizer.decode(ids, skipSpecialTokens);
    }

    @Override
    public int vocabularySize() {
      return tokenizer.vocabularySize();
    }

    @Override
    public int id(String token) {
      return tokenizer.id(token);
    }

    @Override
    public String token(int id) {
      return tokenizer.token(id);
    }

    @Override
    public SpecialTokens specialTokens() {
      return tokenizer.specialTokens();
    }

    @Override
    public int modelMaxLength() {
      return tokenizer.modelMaxLength();
    }

    @Override
    public void close() {
      tokenizer.close();
    }
  }
}
