package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.tokenizer.Encoding;
import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The vector of a long text is made of those of its windows. */
class EmbeddingWindowsTest {
  private static final String SHORT = "Marie Curie est née à Varsovie.";
  private static final String LONG = (SHORT + " Le chat dort. ").repeat(30) + "Fin.";

  private static Path golden(String name) {
    return Path.of("src/test/resources/goldens/tasks", name);
  }

  private static TextEmbedder open(String name) {
    return TextEmbedder.open(
        ModelSource.folder(golden(name)), ModelOptions.defaults().withLongText(LongText.WINDOWS));
  }

  @Test
  void embed_longText_isTheWeightedMeanOfItsWindows() {
    Path folder = golden("st-mean");
    try (Tokenizer tokenizer = Tokenizer.open(folder);
        ForwardPass pass = ForwardPass.open(folder);
        TextEmbedder embedder = open("st-mean")) {
      Encoding encoding = tokenizer.encode(LONG);
      int most = maxTokens(folder);
      assertThat(encoding.length()).isGreaterThan(3 * most);
      int room = most - encoding.count(-1);
      double[] sums = new double[embedder.dimensions()];
      double weights = 0;
      for (Encoding window : encoding.windows(most, Math.min(128, room / 2))) {
        float[] states = pass.forward(window.ids(), window.typeIds()).data();
        weights += window.length();
        for (int i = 0; i < states.length; i++) {
          // The mean over the window's tokens, times their number.
          sums[i % sums.length] += states[i];
        }
      }
      float[] expected = new float[sums.length];
      for (int i = 0; i < sums.length; i++) {
        expected[i] = (float) (sums[i] / weights);
      }
      assertThat(Goldens.difference(embedder.embed(LONG), expected)).isLessThan(1e-5f);
    }
  }

  private static int maxTokens(Path folder) {
    int positions = ModelReport.inspect(ModelSource.folder(folder)).maxTokens();
    Path sentence = folder.resolve("sentence_bert_config.json");
    return Files.exists(sentence)
        ? Math.min(positions, Json.read(sentence, 1 << 20).integer("max_seq_length"))
        : positions;
  }

  @Test
  void embed_longText_staysNormalizedWhereTheFolderNormalizes() {
    try (TextEmbedder embedder = open("st-dense");
        TextEmbedder cutting = TextEmbedder.open(golden("st-dense"))) {
      float[] whole = embedder.embed(LONG);
      assertThat(norm(whole)).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-5));
      assertThat(Goldens.difference(whole, cutting.embed(LONG))).isGreaterThan(1e-4f);
      EmbedOptions raw = EmbedOptions.defaults().withNormalize(false);
      assertThat(norm(embedder.embed(List.of(LONG), raw)[0]))
          .isNotCloseTo(1, org.assertj.core.api.Assertions.within(1e-3));
      assertThat(norm(embedder.embed(List.of(LONG), EmbedOptions.defaults().withDimensions(4))[0]))
          .isCloseTo(1, org.assertj.core.api.Assertions.within(1e-5));
      // A text that fits is read at once, as ever, long mates or not.
      assertThat(embedder.embed(SHORT)).isEqualTo(cutting.embed(SHORT));
      assertThat(Goldens.difference(embedder.embed(List.of(LONG, SHORT))[1], cutting.embed(SHORT)))
          .isLessThan(1e-5f);
    }
  }

  @Test
  void embed_sparse_hasTheLargestWeightOfAllWindows() {
    Path folder = golden("splade-camembert");
    ModelOptions windows = ModelOptions.defaults().withLongText(LongText.WINDOWS);
    try (Tokenizer tokenizer = Tokenizer.open(folder);
        ForwardPass pass = ForwardPass.open(folder);
        SparseEmbedder splade = SparseEmbedder.open(ModelSource.folder(folder), windows)) {
      Encoding encoding = tokenizer.encode(LONG);
      int most = maxTokens(folder);
      int room = most - encoding.count(-1);
      Map<Integer, Float> expected = new HashMap<>();
      for (Encoding window : encoding.windows(most, Math.min(128, room / 2))) {
        ForwardPass.FloatTensor logits = pass.forward(window.ids(), window.typeIds());
        int vocabulary = (int) logits.shape()[1];
        for (int i = 0; i < logits.data().length; i++) {
          if (logits.data()[i] > 0) {
            expected.merge(i % vocabulary, (float) Math.log1p(logits.data()[i]), Math::max);
          }
        }
      }
      SparseVector vector = splade.embed(LONG);
      assertThat(vector.ids()).isSorted().hasSize(expected.size());
      for (int i = 0; i < vector.ids().length; i++) {
        assertThat(vector.weights()[i])
            .isCloseTo(
                expected.get(vector.ids()[i]), org.assertj.core.api.Assertions.within(1e-5f));
      }
    }
  }

  private static double norm(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
