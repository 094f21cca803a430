package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.langres.models.Classification.ScoredLabel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts of more tokens than the model accepts: cut and said so, refused, or read in windows. */
class LongTextTest {
  private static final String SHORT = "Marie Curie est née à Varsovie.";
  private static final String LONG = (SHORT + " ").repeat(40);

  private static ModelSource golden(String name) {
    return ModelSource.folder(Path.of("src/test/resources/goldens/tasks", name));
  }

  private static ModelOptions with(LongText longText) {
    return ModelOptions.defaults().withLongText(longText);
  }

  @Test
  void entities_truncate_saysHowManyTokensAreLeftOut() {
    try (TokenClassifier ner =
        TokenClassifier.open(golden("ner-camembert-bio"), with(LongText.TRUNCATE))) {
      Entities found = ner.entities(LONG);
      assertThat(found.tokensLeftOut()).isPositive();
      assertThat(found)
          .allSatisfy(entity -> assertThat(entity.end()).isLessThan(LONG.length() / 4));
      assertThat(ner.entities(SHORT).tokensLeftOut()).isZero();
    }
  }

  @Test
  void entities_error_saysBothNumbers() {
    try (TokenClassifier ner =
        TokenClassifier.open(golden("ner-camembert-bio"), with(LongText.ERROR))) {
      assertThatThrownBy(() -> ner.entities(LONG))
          .isInstanceOf(ModelException.Input.class)
          .hasMessageContaining("accepts 97")
          .hasMessageContaining("longText");
      assertThat(ner.entities(SHORT).entities()).isNotEmpty();
    }
  }

  @Test
  void entities_windows_reachTheEnd() {
    try (TokenClassifier ner =
        TokenClassifier.open(golden("ner-camembert-bio"), with(LongText.WINDOWS))) {
      Entities found = ner.entities(LONG);
      assertThat(found.tokensLeftOut()).isZero();
      int last = found.entities().get(found.entities().size() - 1).end();
      assertThat(last).isGreaterThan(LONG.length() - SHORT.length());
      int end = 0;
      for (Entity entity : ner.entities(LONG, Aggregation.WORD)) {
        assertThat(entity.start()).isGreaterThanOrEqualTo(end);
        assertThat(LONG.substring(entity.start(), entity.end())).isEqualTo(entity.text());
        end = entity.end();
      }
      // A text that fits is read at once, as ever.
      try (TokenClassifier plain =
          TokenClassifier.open(golden("ner-camembert-bio"), with(LongText.TRUNCATE))) {
        assertThat(ner.entities(SHORT)).isEqualTo(plain.entities(SHORT));
      }
    }
  }

  @Test
  void classify_windows_areProbabilities() {
    try (TextClassifier classifier =
            TextClassifier.open(golden("classify-no-problem-type"), with(LongText.WINDOWS));
        TextClassifier cutting =
            TextClassifier.open(golden("classify-no-problem-type"), with(LongText.TRUNCATE))) {
      Classification whole = classifier.classify(LONG);
      assertThat(whole.tokensLeftOut()).isZero();
      double sum = whole.labels().stream().mapToDouble(ScoredLabel::score).sum();
      assertThat(sum).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-5));
      Classification beginning = cutting.classify(LONG);
      assertThat(beginning.tokensLeftOut()).isPositive();
      assertThat(beginning.labels()).isNotEqualTo(whole.labels());
      assertThat(classifier.classify(List.of(SHORT, LONG)).get(1).tokensLeftOut()).isZero();
    }
  }

  @Test
  void zeroShot_windows_keepTheHypothesisWhole() {
    try (ZeroShotClassifier classifier =
        ZeroShotClassifier.open(golden("zero-shot-entailment-0"), with(LongText.WINDOWS))) {
      Classification found = classifier.classify(LONG, List.of("sport", "science"));
      assertThat(found.tokensLeftOut()).isZero();
      assertThat(found.labels()).hasSize(2);
    }
  }

  @Test
  void rank_windows_scoreAsTheBestOne() {
    try (Reranker reranker = Reranker.open(golden("rerank-camembert"), with(LongText.WINDOWS));
        Reranker cutting = Reranker.open(golden("rerank-camembert"), with(LongText.TRUNCATE))) {
      RankedDocument whole = reranker.rank("Qui ?", List.of(LONG)).get(0);
      RankedDocument beginning = cutting.rank("Qui ?", List.of(LONG)).get(0);
      assertThat(whole.tokensLeftOut()).isZero();
      assertThat(beginning.tokensLeftOut()).isPositive();
      assertThat(whole.score()).isGreaterThanOrEqualTo(beginning.score());
    }
  }

  @Test
  void rank_queryOfAWholeWindow_isRefused() {
    try (Reranker reranker = Reranker.open(golden("rerank-camembert"), with(LongText.WINDOWS))) {
      assertThatThrownBy(() -> reranker.rank(LONG, List.of(SHORT)))
          .isInstanceOf(ModelException.Input.class)
          .hasMessageContaining("shorten");
    }
  }

  @Test
  void answer_longContext_isReadToItsEnd() {
    String context = LONG + "Victor Hugo dort.";
    AnswerOptions all = AnswerOptions.defaults().withTopK(100_000);
    try (QuestionAnswerer answerer =
        QuestionAnswerer.open(golden("qa-camembert"), ModelOptions.defaults())) {
      List<Answer> answers =
          answerer.answers(List.of(new QuestionAnswerer.Question("Qui ?", context)), all).get(0);
      assertThat(answers).anyMatch(answer -> answer.end() == context.length());
      assertThat(answers)
          .allSatisfy(
              answer ->
                  assertThat(context.substring(answer.start(), answer.end()))
                      .isEqualTo(answer.answer()));
    }
    try (QuestionAnswerer answerer =
        QuestionAnswerer.open(golden("qa-camembert"), with(LongText.ERROR))) {
      assertThatThrownBy(() -> answerer.answer("Qui ?", context))
          .isInstanceOf(ModelException.Input.class);
    }
  }

  @Test
  void tasksThatReadOneWindow_areNotOpenedWithSeveral() {
    assertThatThrownBy(() -> TokenEmbedder.open(golden("st-mean"), with(LongText.WINDOWS)))
        .isInstanceOf(ModelException.Unsupported.class)
        .hasMessageContaining("windows");
    assertThatThrownBy(() -> FillMask.open(golden("fill-mask-bert"), with(LongText.WINDOWS)))
        .isInstanceOf(ModelException.Unsupported.class);
  }
}
