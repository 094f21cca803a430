package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.langres.models.Similarity.Match;
import org.junit.jupiter.api.Test;

class SimilarityTest {

  @Test
  void cosine_knownVectors_isExact() {
    assertThat(Similarity.cosine(new float[] {3, 0}, new float[] {7, 0})).isEqualTo(1);
    assertThat(Similarity.cosine(new float[] {1, 0}, new float[] {0, 1})).isZero();
    assertThat(Similarity.cosine(new float[] {1, 1}, new float[] {1, 0}))
        .isCloseTo((float) Math.sqrt(0.5), within(1e-7f));
    assertThat(Similarity.cosine(new float[2], new float[] {1, 0})).isZero();
  }

  @Test
  void dot_differentLengths_isRefused() {
    assertThatThrownBy(() -> Similarity.dot(new float[2], new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 and 3");
  }

  @Test
  void search_ties_keepTheFirst() {
    float[][] vectors = {{0, 1}, {2, 0}, {1, 0}, {1, 1}, {-1, 0}};
    assertThat(Similarity.search(new float[] {1, 0}, vectors, 3))
        .extracting(Match::index)
        .containsExactly(1, 2, 3);
    assertThat(Similarity.search(new float[] {1, 0}, vectors, 99)).hasSize(5);
    assertThat(Similarity.search(new float[] {1, 0}, new float[0][], 1)).isEmpty();
  }

  @Test
  void search_kOfZero_isRefused() {
    assertThatThrownBy(() -> Similarity.search(new float[1], new float[0][], 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void maxSim_bestOfEachQueryToken_isSummed() {
    float[][] query = {{1, 0}, {0, 1}};
    assertThat(Similarity.maxSim(query, new float[][] {{0.5f, 0}, {1, 0.25f}})).isEqualTo(1.25f);
    assertThat(Similarity.maxSim(query, new float[0][])).isZero();
  }

  @Test
  void sparseDot_sharedIds_count() {
    SparseVector a = new SparseVector(new int[] {1, 5, 9}, new float[] {1, 2, 3});
    SparseVector b = new SparseVector(new int[] {0, 5, 9, 11}, new float[] {7, 0.5f, 2, 7});
    assertThat(a.dot(b)).isEqualTo(7);
    assertThat(a.dot(new SparseVector(new int[0], new float[0]))).isZero();
  }
}
