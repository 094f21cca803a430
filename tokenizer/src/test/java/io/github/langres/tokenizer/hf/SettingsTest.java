package io.github.langres.tokenizer.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.tokenizer.SpecialTokens;
import io.github.langres.tokenizer.SpecialTokens.SpecialToken;
import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.TokenizerException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @TempDir Path folder;

  private Tokenizer open(String json) {
    return Tokenizer.open(Tokenizers.folder(folder, json));
  }

  @Test
  void specialTokens_declared_comeFromTheTokenizerConfigFirst() {
    String config =
        "{\"cls_token\": {\"content\": \"[CLS]\", \"lstrip\": false}, \"pad_token\": null,"
            + " \"sep_token\": \"[SEP]\", \"mask_token\": \"[MASK]\"}";
    Tokenizers.write(folder, "tokenizer_config.json", config);
    Tokenizers.write(
        folder,
        "special_tokens_map.json",
        "{\"sep_token\": \"le\", \"pad_token\": {\"content\": \"chat\"}}");
    Tokenizers.write(folder, "config.json", "{\"bos_token_id\": 3, \"pad_token_id\": 5}");
    try (Tokenizer tokenizer = open(Tokenizers.WORDS)) {
      SpecialTokens tokens = tokenizer.specialTokens();
      assertThat(tokens.cls()).contains(new SpecialToken("[CLS]", 1));
      assertThat(tokens.sep()).contains(new SpecialToken("[SEP]", 2));
      assertThat(tokens.pad()).contains(new SpecialToken("chat", 4));
      assertThat(tokens.mask()).as("declared, but not in the vocabulary").isEmpty();
      assertThat(tokens.bos()).isEmpty();
      assertThat(tokens.unk()).as("a tokenizer_config.json that is silent means none").isEmpty();
    }
  }

  @Test
  void specialTokens_noConfig_areGuessedFromTheTokenizer() {
    try (Tokenizer camembert = Tokenizers.golden("camembert");
        Tokenizer bert = Tokenizers.golden("bert");
        Tokenizer llama = Tokenizers.golden("llama");
        Tokenizer qwen = Tokenizers.golden("qwen")) {
      SpecialTokens tokens = camembert.specialTokens();
      assertThat(tokens.cls()).contains(new SpecialToken("<s>", 5)).isEqualTo(tokens.bos());
      assertThat(tokens.sep()).contains(new SpecialToken("</s>", 6)).isEqualTo(tokens.eos());
      assertThat(tokens.pad()).contains(new SpecialToken("<pad>", 1));
      assertThat(tokens.unk()).contains(new SpecialToken("<unk>", 3));
      assertThat(tokens.mask().orElseThrow().id()).isEqualTo(camembert.vocabularySize() - 1);
      assertThat(bert.specialTokens().cls().orElseThrow().text()).isEqualTo("[CLS]");
      assertThat(bert.specialTokens().sep().orElseThrow().text()).isEqualTo("[SEP]");
      assertThat(bert.specialTokens().mask().orElseThrow().text()).isEqualTo("[MASK]");
      assertThat(llama.specialTokens().bos().orElseThrow().text()).isEqualTo("<s>");
      assertThat(llama.specialTokens().cls()).isEmpty();
      assertThat(qwen.specialTokens().eos().orElseThrow().text()).isEqualTo("<|endoftext|>");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "{}, 2147483647",
    "{\"model_max_length\": 512}, 512",
    "{\"model_max_length\": 1000000000000000019884624838656}, 2147483647",
    "{\"model_max_length\": 1e30}, 2147483647",
    "{\"model_max_length\": 0}, 2147483647",
    "{\"model_max_length\": -5}, 2147483647",
    "{\"model_max_length\": null}, 2147483647",
    "{\"model_max_length\": 1000000000}, 1000000000"
  })
  void modelMaxLength_asDeclared_orUnlimited(String config, int expected) {
    Tokenizers.write(folder, "tokenizer_config.json", config);
    try (Tokenizer tokenizer = open(Tokenizers.WORDS)) {
      assertThat(tokenizer.modelMaxLength()).isEqualTo(expected);
    }
  }

  @Test
  void open_malformedConfig_saysWhichFile() {
    Tokenizers.write(folder, "tokenizer_config.json", "{\"cls_token\": 3}");
    assertThatThrownBy(() -> open(Tokenizers.WORDS))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("tokenizer_config.json")
        .hasMessageContaining("cls_token");
  }

  @Test
  void encode_bakedTruncationAndPadding_areIgnored() {
    String baked =
        Tokenizers.WORDS
            .replace(
                "\"truncation\": null",
                "\"truncation\": {\"direction\": \"Right\", \"max_length\": 3, \"strategy\":"
                    + " \"LongestFirst\", \"stride\": 9}")
            .replace(
                "\"padding\": null",
                "\"padding\": {\"strategy\": {\"Fixed\": 9}, \"direction\": \"Right\","
                    + " \"pad_to_multiple_of\": 8, \"pad_id\": 0, \"pad_type_id\": 0, \"pad_token\":"
                    + " \"[UNK]\"}");
    try (Tokenizer tokenizer = open(baked)) {
      assertThat(tokenizer.encode("le chat dort").ids()).containsExactly(1, 3, 4, 5, 2);
      assertThat(tokenizer.encodeIds(List.of("le", "le chat dort")))
          .isDeepEqualTo(new int[][] {{1, 3, 2}, {1, 3, 4, 5, 2}});
    }
  }

  @Test
  void encode_pair_givesTypesWordsAndSequences() {
    try (Tokenizer tokenizer = open(Tokenizers.WORDS)) {
      var encoding = tokenizer.encode("le chat", "😀 dort");
      assertThat(encoding.typeIds()).containsExactly(0, 0, 0, 0, 1, 1, 1);
      assertThat(encoding.sequenceIds()).containsExactly(-1, 0, 0, -1, 1, 1, -1);
      assertThat(encoding.wordIds()).containsExactly(-1, 0, 1, -1, 0, 1, -1);
      assertThat(encoding.offsets()).containsExactly(0, 0, 0, 2, 3, 7, 0, 0, 0, 2, 3, 7, 0, 0);
    }
  }

  @Test
  void open_addedTokens_getTheIdsOfTheNativeLibrary() {
    String more =
        Tokenizers.WORDS.replace(
            "\"added_tokens\": [",
            "\"added_tokens\": [{\"id\": 77, \"content\": \"<mask>\", \"single_word\": false,"
                + " \"lstrip\": true, \"rstrip\": false, \"normalized\": false, \"special\": true},");
    try (Tokenizer tokenizer = open(more)) {
      int mask = tokenizer.specialTokens().mask().orElseThrow().id();
      assertThat(mask).isEqualTo(6);
      assertThat(tokenizer.encode("le <mask>").ids()).containsExactly(1, 3, mask, 2);
      assertThat(tokenizer.token(mask)).isEqualTo("<mask>");
      assertThat(tokenizer.vocabularySize()).isEqualTo(7);
    }
  }
}
