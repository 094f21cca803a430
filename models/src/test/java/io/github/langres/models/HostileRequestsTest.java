package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests without measure: a bounded answer or a clear refusal, and the next request is right. */
@Timeout(120)
class HostileRequestsTest {
  private static final String TEXT = "Marie Curie est née à Varsovie.";

  private static ModelSource golden(String name) {
    return ModelSource.folder(Path.of("src/test/resources/goldens/tasks", name));
  }

  @Test
  void embed_aMillionCharactersWithoutASpace_isBounded() {
    try (TextEmbedder embedder = TextEmbedder.open(golden("st-mean"), ModelOptions.defaults())) {
      float[] before = embedder.embed(TEXT);
      for (String unit : List.of("Marie", "e\u0301", "\u202e")) {
        for (float value : embedder.embed(unit.repeat(1_000_000 / unit.length()))) {
          assertThat(value).isFinite();
        }
      }
      assertThat(embedder.embed(TEXT)).isEqualTo(before);
    }
  }

  @Test
  void embed_longTextsRefusedOrInWindows_disturbNoOther() {
    String text = "Marie".repeat(5_000);
    for (LongText longText : List.of(LongText.ERROR, LongText.WINDOWS)) {
      ModelOptions options = ModelOptions.defaults().withLongText(longText);
      try (TextEmbedder embedder = TextEmbedder.open(golden("st-mean"), options)) {
        float[] before = embedder.embed(TEXT);
        if (longText == LongText.ERROR) {
          assertThatThrownBy(() -> embedder.embed(text))
              .isInstanceOf(ModelException.Input.class)
              .hasMessageContaining("accepts");
        } else {
          assertThat(embedder.embed(text)).hasSameSizeAs(before);
        }
        assertThat(embedder.embed(TEXT)).isEqualTo(before);
      }
    }
  }

  @Test
  void fill_moreThanTheVocabularyOrNone_isBoundedOrRefused() {
    try (FillMask model = FillMask.open(golden("fill-mask-bert"), ModelOptions.defaults())) {
      String text = "Le chat " + model.maskToken() + ".";
      List<MaskCandidate> all = model.fill(text, 1_000_000);
      assertThat(all).hasSizeLessThan(1000);
      assertThat(all.get(0)).isEqualTo(model.fill(text, 1).get(0));
      for (int topK : new int[] {0, -1, Integer.MIN_VALUE}) {
        assertThatThrownBy(() -> model.fill(text, topK))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("got " + topK);
      }
      assertThat(model.fill(text, Integer.MAX_VALUE)).hasSameSizeAs(all);
    }
  }

  @Test
  void embed_textsLongerThanTheTokenBudget_runAlone() {
    List<String> texts = List.of("un", TEXT, TEXT.repeat(3));
    ModelOptions smallest = ModelOptions.defaults().withBatchTokens(1);
    try (TextEmbedder one = TextEmbedder.open(golden("st-mean"), smallest);
        TextEmbedder gathering =
            TextEmbedder.open(golden("st-mean"), smallest.withGathering(Gathering.defaults()));
        TextEmbedder plain = TextEmbedder.open(golden("st-mean"), ModelOptions.defaults())) {
      float[][] expected = plain.embed(texts);
      for (int i = 0; i < expected.length; i++) {
        assertThat(Goldens.difference(one.embed(texts)[i], expected[i])).isLessThan(1e-5f);
        assertThat(Goldens.difference(gathering.embed(texts.get(i)), expected[i]))
            .isLessThan(1e-5f);
      }
    }
  }

  @Test
  void embed_twentyThousandBlankTexts_isInOrder() {
    try (TextEmbedder embedder = TextEmbedder.open(golden("st-mean"), ModelOptions.defaults())) {
      float[][] vectors = embedder.embed(Collections.nCopies(20_000, " "));
      assertThat(vectors).hasNumberOfRows(20_000);
      assertThat(Goldens.difference(vectors[19_999], embedder.embed(" "))).isLessThan(1e-5f);
    }
  }
}
