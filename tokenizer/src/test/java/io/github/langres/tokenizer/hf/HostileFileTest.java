package io.github.langres.tokenizer.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.TokenizerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that must end in an exception: several of them end the process if they get through. */
class HostileFileTest {
  @TempDir Path folder;

  static Stream<Arguments> malformed() {
    String good = Tokenizers.WORDS;
    return Stream.of(
        Arguments.of("", "empty"),
        Arguments.of("[]", "expected a JSON object"),
        Arguments.of("{}", "\"model\" is missing"),
        Arguments.of("null", "expected a JSON object"),
        Arguments.of("{\"model\": 3}", "expected a JSON object"),
        Arguments.of("{\"model\": {}}", "\"vocab\""),
        Arguments.of("{\"model\": {\"vocab\": \"a\"}}", "\"vocab\""),
        Arguments.of(good.substring(0, good.length() / 2), "not valid JSON"),
        Arguments.of(good + "x", "not valid JSON"),
        Arguments.of(good + "{}", "unexpected text after"),
        Arguments.of("[".repeat(100_000), "not valid JSON"),
        Arguments.of("{\"a\":".repeat(100) + "1" + "}".repeat(100), "nested deeper than 64"),
        Arguments.of(good.replace("\"dort\": 5", "\"chat\": 5"), "not valid JSON"),
        Arguments.of(good.replace("\"dort\": 5", "\"dort\": 4"), "share the id 4"),
        Arguments.of(good.replace("\"dort\": 5", "\"dort\": -1"), "has the id -1"),
        Arguments.of(good.replace("\"dort\": 5", "\"dort\": 2000000000"), "has the id 2000000000"),
        Arguments.of(good.replace("\"dort\": 5", "\"dort\": \"5\""), "must be a 32-bit integer"),
        Arguments.of(good.replace("\"dort\": 5", "\"dort\": NaN"), "the number NaN"),
        Arguments.of(good.replace("\"dort\": 5", "\"\\ud83d\": 5"), "surrogate"),
        Arguments.of(good.replace("\"WordLevel\"", "\"\\ud83d\""), "surrogate"),
        Arguments.of(good.replace("\"1.0\"", "1e999"), "Infinity"),
        Arguments.of(good.replace("\"WordLevel\"", "\"Nothing\""), "refused by the native"),
        Arguments.of(good.replace("\"1.0\"", "\"9.0\""), "Unknown tokenizer version"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void open_malformedFile_saysWhat(String json, String message) {
    assertThatThrownBy(() -> Tokenizer.open(Tokenizers.folder(folder, json)))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("tokenizer.json")
        .hasMessageContaining(message);
  }

  static Stream<Arguments> panics() {
    String noTokens = "\"special_tokens\": {}}";
    String tooLong = "z".repeat(2000);
    return Stream.of(
        part("pre_tokenizer", "{\"type\": \"FixedLength\", \"length\": 0}", "at least 1"),
        part("pre_tokenizer", "[\"FixedLength\", 0]", "expected a JSON object"),
        part(
            "decoder",
            "{\"type\": \"Strip\", \"content\": \"a\", \"start\": 0, \"stop\": 9}",
            "must be 0"),
        part("pre_tokenizer", split("(a+)+$"), "repeats a group"),
        part("pre_tokenizer", split("(?:x|[a-z]*)*b"), "repeats a group"),
        part("normalizer", "{\"type\": \"Precompiled\"}", "is missing"),
        part("normalizer", charsmap("!"), "not base64"),
        part("normalizer", charsmap("BAAA"), "is cut"),
        part("normalizer", charsmap("BAAAAP///38="), "leads to unit"),
        part("normalizer", charsmap("BAAAAP///38"), "canonical base64"),
        part("normalizer", replace("\\\\s*", " "), "matches the empty text"),
        part("normalizer", replace("a", tooLong), "at most 1024"),
        part(
            "post_processor",
            "{\"type\": \"TemplateProcessing\", \"single\": [{\"SpecialToken\": {\"id\": \"[X]\","
                + " \"type_id\": 0}}, {\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}], \"pair\":"
                + " [], "
                + noTokens,
            "lacks"),
        part(
            "post_processor",
            "{\"type\": \"TemplateProcessing\", \"single\": [{\"Sequence\": {\"id\": \"B\","
                + " \"type_id\": 0}}], \"pair\": [], "
                + noTokens,
            "must hold the sequences [A] once"));
  }

  @ParameterizedTest
  @MethodSource("panics")
  void open_partThatPanicsNatively_isRefused(String key, String value, String message) {
    String json = Tokenizers.WORDS;
    int at = json.indexOf("\"" + key + "\": ");
    int end = json.indexOf(next(key), at);
    String bad = json.substring(0, at) + "\"" + key + "\": " + value + "," + json.substring(end);
    assertThatThrownBy(() -> Tokenizer.open(Tokenizers.folder(folder, bad)))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("tokenizer.json#" + key)
        .hasMessageContaining(message);
  }

  @Test
  void open_mergeWithoutThePrefix_isRefused() {
    String json =
        "{\"model\": {\"type\": \"BPE\", \"continuing_subword_prefix\": \"####\", \"vocab\":"
            + " {\"a\": 0, \"b\": 1, \"ab\": 2}, \"merges\": [\"a b\"]}}";
    assertThatThrownBy(() -> Tokenizer.open(Tokenizers.folder(folder, json)))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("merges[0]");
  }

  @Test
  void encode_noUnknownToken_throwsInsteadOfEndingTheProcess() {
    String json = Tokenizers.WORDS.replace("\"unk_token\": \"[UNK]\"", "\"unk_token\": \"[NO]\"");
    try (Tokenizer tokenizer = Tokenizer.open(Tokenizers.folder(folder, json))) {
      assertThat(tokenizer.encodeIds(List.of("le chat", "")))
          .isDeepEqualTo(new int[][] {{1, 3, 4, 2}, {1, 2}});
      assertThatThrownBy(() -> tokenizer.encode("inconnu")).isInstanceOf(TokenizerException.class);
      assertThatThrownBy(() -> tokenizer.encodeIds(List.of("le", "inconnu", "le")))
          .isInstanceOf(TokenizerException.class)
          .hasMessageContaining("tokenizer.json");
      assertThat(tokenizer.encode("le chat").ids()).containsExactly(1, 3, 4, 2);
    }
  }

  @Test
  void open_hugeFile_isRefusedUnread() throws IOException {
    Path file = folder.resolve("tokenizer.json");
    try (var out = Files.newByteChannel(file, opens())) {
      out.position(300L << 20).write(ByteBuffer.wrap(new byte[] {'x'}));
    }
    assertThatThrownBy(() -> Tokenizer.open(folder)).hasMessageContaining("at most 268435456");
  }

  @Test
  void open_notUtf8_isRefused() throws IOException {
    Files.write(folder.resolve("tokenizer.json"), new byte[] {'{', (byte) 0xFF, '}'});
    assertThatThrownBy(() -> Tokenizer.open(folder)).hasMessageContaining("not UTF-8");
  }

  @Test
  void open_emptyFolder_saysMissing() {
    assertThatThrownBy(() -> Tokenizer.open(folder))
        .isInstanceOf(TokenizerException.class)
        .hasMessage("tokenizer.json is missing from " + folder.toAbsolutePath());
    assertThatThrownBy(() -> Tokenizer.open(folder.resolve("nowhere")))
        .hasMessageContaining("does not exist");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sentencepiece.bpe.model",
        "spm.model",
        "tokenizer.model",
        "vocab.txt",
        "vocab.json"
      })
  void open_onlyAnotherFormat_saysHowToConvert(String file) {
    Tokenizers.write(folder, file, "x");
    for (Path path : List.of(folder, folder.resolve(file))) {
      assertThatThrownBy(() -> Tokenizer.open(path))
          .isInstanceOf(TokenizerException.class)
          .hasMessageContaining(file)
          .hasMessageContaining("save_pretrained");
    }
  }

  @Test
  void open_null_saysWhat() {
    assertThatThrownBy(() -> Tokenizer.open(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("folder");
  }

  private static Arguments part(String key, String value, String message) {
    return Arguments.of(key, value, message);
  }

  private static String next(String key) {
    return switch (key) {
      case "normalizer" -> "\"pre_tokenizer\"";
      case "pre_tokenizer" -> "\"post_processor\"";
      case "post_processor" -> "\"decoder\"";
      default -> "\"model\"";
    };
  }

  private static String split(String regex) {
    return "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"Split\", \"pattern\":"
        + " {\"Regex\": \""
        + regex
        + "\"}, \"behavior\": \"Isolated\", \"invert\": false}]}";
  }

  private static String replace(String regex, String content) {
    return "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \""
        + regex
        + "\"}, \"content\": \""
        + content
        + "\"}";
  }

  private static String charsmap(String base64) {
    return "{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"" + base64 + "\"}";
  }

  private static Set<StandardOpenOption> opens() {
    return Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE);
  }
}
