package io.github.langres.tokenizer.hf;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.tokenizer.Encoding;
import io.github.langres.tokenizer.IncrementalDetokenizer;
import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays what Python's tokenizers library answered, with the offsets it gave. */
class GoldenReplayTest {
  private static final Path GOLDENS = Path.of("src/test/resources/goldens");

  static List<Path> goldens() throws IOException {
    try (Stream<Path> folders = Files.list(GOLDENS)) {
      return folders.filter(f -> Files.exists(f.resolve("expected.json"))).sorted().toList();
    }
  }

  @Test
  void goldens_inTheRepository_areFound() throws IOException {
    assertThat(goldens()).hasSizeGreaterThanOrEqualTo(9);
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void encode_goldenTexts_givesTheSameEncodings(Path golden) {
    try (Tokenizer tokenizer = Tokenizer.open(golden)) {
      JsonObject expected = expected(golden);
      assertThat(tokenizer.vocabularySize()).isEqualTo(expected.integer("vocabSize"));
      List<JsonObject> texts = objects(expected, "texts");
      assertThat(texts).isNotEmpty();
      for (JsonObject text : texts) {
        same(tokenizer, text, true);
        same(tokenizer, text, false);
      }
    }
  }

  private static void same(Tokenizer tokenizer, JsonObject text, boolean special) {
    JsonObject expected = text.objectOrEmpty(special ? "special" : "plain");
    String pair = text.stringOr("pair", null);
    Encoding encoding = tokenizer.encode(text.string("text"), pair, special);
    String about = "«" + text.string("text") + "» special " + special;
    assertThat(encoding.ids()).as(about).isEqualTo(ints(expected, "ids"));
    assertThat(encoding.tokens())
        .as(about)
        .isEqualTo(expected.listOrEmpty("tokens").toArray(String[]::new));
    assertThat(encoding.typeIds()).as(about).isEqualTo(ints(expected, "typeIds"));
    assertThat(encoding.offsets()).as(about).isEqualTo(flat(expected.listOrEmpty("offsets")));
    assertThat(encoding.sequenceIds()).as(about).isEqualTo(ints(expected, "sequence"));
    for (int i = 0; i < encoding.length(); i++) {
      assertThat(tokenizer.id(encoding.tokens()[i])).as(about).isIn(encoding.ids()[i], -1);
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void encodeIds_goldenTexts_givesTheSameIds(Path golden) {
    try (Tokenizer tokenizer = Tokenizer.open(golden)) {
      List<JsonObject> texts =
          objects(expected(golden), "texts").stream().filter(text -> !text.has("pair")).toList();
      int[][] ids = tokenizer.encodeIds(texts.stream().map(text -> text.string("text")).toList());
      for (int i = 0; i < ids.length; i++) {
        assertThat(ids[i]).isEqualTo(ints(texts.get(i).objectOrEmpty("special"), "ids"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void decode_goldenIds_givesTheSameTexts(Path golden) {
    try (Tokenizer tokenizer = Tokenizer.open(golden)) {
      List<JsonObject> decoded = objects(expected(golden), "decoded");
      assertThat(decoded).isNotEmpty();
      for (JsonObject item : decoded) {
        int[] ids = ints(item, "ids");
        assertThat(tokenizer.decode(ids, true)).isEqualTo(item.string("skip"));
        assertThat(tokenizer.decode(ids, false)).isEqualTo(item.string("keep"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void push_goldenIds_givesPiecesOfTheDecodedText(Path golden) {
    try (Tokenizer tokenizer = Tokenizer.open(golden)) {
      for (JsonObject item : objects(expected(golden), "decoded")) {
        int[] ids = ints(item, "ids");
        assertThat(pushed(tokenizer, ids, true)).isEqualTo(item.string("skip"));
        assertThat(pushed(tokenizer, ids, false)).isEqualTo(item.string("keep"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void push_goldenPrefixes_neverShowsWhatALaterPrefixTakesBack(Path golden) {
    try (Tokenizer tokenizer = Tokenizer.open(golden)) {
      for (JsonObject item : objects(expected(golden), "prefixes")) {
        int[] ids = ints(item, "ids");
        List<Object> texts = item.listOrEmpty("texts");
        IncrementalDetokenizer detokenizer = new IncrementalDetokenizer(tokenizer, true);
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < ids.length; i++) {
          shown.append(detokenizer.push(ids[i]));
          for (int later = i; later < ids.length; later++) {
            assertThat((String) texts.get(later)).startsWith(shown);
          }
        }
        assertThat(shown + detokenizer.flush())
            .isEqualTo(ids.length == 0 ? "" : texts.get(ids.length - 1));
      }
    }
  }

  private static String pushed(Tokenizer tokenizer, int[] ids, boolean skip) {
    IncrementalDetokenizer detokenizer = new IncrementalDetokenizer(tokenizer, skip);
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(detokenizer.push(id));
    }
    return text.append(detokenizer.flush()).toString();
  }

  private static JsonObject expected(Path golden) {
    return Json.read(golden.resolve("expected.json"), 1 << 24);
  }

  private static List<JsonObject> objects(JsonObject from, String key) {
    return from.listOrEmpty(key).stream().map(item -> JsonObject.object(key, item)).toList();
  }

  private static int[] ints(JsonObject from, String key) {
    return from.listOrEmpty(key).stream().mapToInt(item -> ((Long) item).intValue()).toArray();
  }

  private static int[] flat(List<Object> pairs) {
    List<Integer> flat = new ArrayList<>();
    for (Object pair : pairs) {
      ((List<?>) pair).forEach(item -> flat.add(((Long) item).intValue()));
    }
    return flat.stream().mapToInt(Integer::intValue).toArray();
  }
}
