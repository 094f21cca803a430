package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tasks over streams give what they give over lists. */
class StreamTest {

  private static Path golden(String name) {
    return Path.of("src/test/resources/goldens/tasks", name);
  }

  private static List<String> texts(int count) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add("Marie va à Paris. ".repeat(1 + i % 5) + i);
    }
    return texts;
  }

  @Test
  void embed_aStream_givesTheVectorsOfTheList() {
    List<String> texts = texts(1500);
    EmbedOptions options = EmbedOptions.defaults().withPromptName("query");
    try (TextEmbedder embedder = TextEmbedder.open(golden("st-prompts"))) {
      float[][] list = embedder.embed(texts, options);
      List<float[]> stream = embedder.embed(texts.stream(), options).toList();
      assertThat(stream).hasSize(list.length);
      for (int i = 0; i < list.length; i++) {
        assertThat(Goldens.difference(stream.get(i), list[i])).isLessThan(1e-5f);
      }
    }
  }

  @Test
  void embed_aTextThatIsTooLong_throwsAtItsPlace() {
    ModelOptions options = ModelOptions.defaults().withLongText(LongText.ERROR);
    Stream<String> texts = Stream.of("un", "deux", "trois ".repeat(300), "quatre");
    try (TextEmbedder embedder =
        TextEmbedder.open(ModelSource.folder(golden("st-mean")), options)) {
      Iterator<float[]> vectors = embedder.embed(texts).iterator();
      assertThat(vectors.next()).isNotEmpty();
      assertThat(vectors.next()).isNotEmpty();
      assertThatThrownBy(vectors::next).isInstanceOf(ModelException.Input.class);
      assertThat(vectors.next()).isNotEmpty();
    }
  }

  @Test
  void classifyAndEntities_ofAStream_areThoseOfTheList() {
    List<String> texts = texts(20);
    try (TextClassifier classifier = TextClassifier.open(golden("classify-no-problem-type"));
        TokenClassifier ner = TokenClassifier.open(golden("ner-camembert-bio"))) {
      assertThat(classifier.classify(texts.stream())).isEqualTo(classifier.classify(texts));
      assertThat(ner.entities(texts.stream(), Aggregation.WORD))
          .isEqualTo(ner.entities(texts, Aggregation.WORD));
    }
  }

  @Test
  void embed_onAClosedModel_throwsWhenReadAndNotBefore() {
    TextEmbedder embedder = TextEmbedder.open(golden("st-mean"));
    Stream<float[]> vectors = embedder.embed(Stream.of("un"));
    embedder.close();
    assertThatThrownBy(vectors::toList).isInstanceOf(IllegalStateException.class);
  }
}
