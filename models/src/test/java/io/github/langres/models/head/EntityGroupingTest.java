package io.github.langres.models.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.langres.models.Aggregation;
import io.github.langres.models.Entity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the goldens do not hold: {@link Aggregation#WORD}, and numbers to follow by hand. */
class EntityGroupingTest {
  private static final List<String> IO = List.of("O", "I-LOC");
  private static final List<String> BIO = List.of("O", "B-PER", "I-PER");

  @Test
  void word_elision_isNotPartOfTheEntity() {
    // Tokens d, ', Eu, rope: the elision is outside, the name inside.
    TokenScores tokens =
        tokens(
            new int[] {0, 1, 1, 2, 2, 4, 4, 8},
            new float[][] {{.9f, .1f}, {.7f, .3f}, {.4f, .6f}, {.2f, .8f}});
    assertThat(new EntityGrouping(IO).entities("d'Europe", tokens, Aggregation.WORD))
        .singleElement()
        .satisfies(
            entity -> {
              assertThat(entity.text()).isEqualTo("Europe");
              assertThat(entity.label()).isEqualTo("LOC");
              assertThat(entity.start()).isEqualTo(2);
              // Two letters say 0.6, four say 0.8.
              assertThat(entity.score()).isCloseTo(4.4f / 6, within(1e-6f));
            });
  }

  @Test
  void first_elision_swallowsTheEntity() {
    // The same tokens in the words of the tokenizer, which sees no boundary at an apostrophe.
    TokenScores tokens =
        new TokenScores(
            new int[] {0, 1, 1, 2, 2, 8},
            new boolean[] {false, true, true},
            new float[][] {{.9f, .1f}, {.7f, .3f}, {.2f, .8f}});
    assertThat(new EntityGrouping(IO).entities("d'Europe", tokens, Aggregation.FIRST)).isEmpty();
  }

  @Test
  void word_tokenAcrossTwoWords_countsInBothByItsLetters() {
    TokenScores tokens = tokens(new int[] {0, 3, 3, 8}, new float[][] {{.6f, .4f}, {.1f, .9f}});
    assertThat(new EntityGrouping(IO).entities("d'Europe", tokens, Aggregation.WORD))
        .extracting(Entity::text)
        .containsExactly("Europe");
  }

  @Test
  void word_neighbours_joinUntilABeginning() {
    String text = "Marie Curie Paul";
    TokenScores tokens =
        tokens(
            new int[] {0, 5, 6, 11, 12, 16},
            new float[][] {{0, .9f, .1f}, {0, .2f, .8f}, {0, .7f, .3f}});
    assertThat(new EntityGrouping(BIO).entities(text, tokens, Aggregation.WORD))
        .extracting(Entity::text)
        .containsExactly("Marie Curie", "Paul");
  }

  @Test
  void word_noBreakSpace_isABoundary() {
    String text = "Paris\u00a0!";
    TokenScores tokens = tokens(new int[] {0, 5, 5, 7}, new float[][] {{0, 1}, {1, 0}});
    assertThat(new EntityGrouping(IO).entities(text, tokens, Aggregation.WORD))
        .extracting(Entity::text)
        .containsExactly("Paris");
  }

  @Test
  void none_labelKeepsItsPrefix() {
    TokenScores tokens = tokens(new int[] {0, 5}, new float[][] {{0, .9f, .1f}});
    assertThat(new EntityGrouping(BIO).entities("Marie", tokens, Aggregation.NONE))
        .containsExactly(new Entity("B-PER", .9f, 0, 5, "Marie"));
  }

  @Test
  void noTokens_giveNoEntities() {
    TokenScores none = tokens(new int[0], new float[0][]);
    for (Aggregation aggregation : Aggregation.values()) {
      assertThat(new EntityGrouping(IO).entities("", none, aggregation)).isEmpty();
    }
  }

  private static TokenScores tokens(int[] offsets, float[][] scores) {
    return new TokenScores(offsets, new boolean[scores.length], scores);
  }
}
