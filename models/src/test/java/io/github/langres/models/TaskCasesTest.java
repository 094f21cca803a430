package io.github.langres.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.langres.models.QuestionAnswerer.Question;
import io.github.langres.tokenizer.Tokenizer;
import io.github.langres.tokenizer.TokenizerException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What tasks do at their edges: odd texts, many threads, models of another kind. */
class TaskCasesTest {
  private static final List<String> ODD =
      List.of(
          "",
          " ",
          "\u00a0\n\t",
          "<s></s><pad>",
          "👏🇫🇷👩‍👩‍👧",
          "\ud800",
          "a\u0000b",
          "’",
          "é".repeat(100));

  private static Path golden(String name) {
    return Path.of("src/test/resources/goldens/tasks", name);
  }

  @Test
  void oddTexts_giveBoundedAnswers() {
    try (TokenClassifier ner = TokenClassifier.open(golden("ner-camembert-bio"));
        TextEmbedder embedder = TextEmbedder.open(golden("st-prompt-not-pooled"));
        QuestionAnswerer answerer = QuestionAnswerer.open(golden("qa-camembert"));
        Reranker reranker = Reranker.open(golden("rerank-camembert"))) {
      for (Aggregation aggregation : Aggregation.values()) {
        List<Entities> found = ner.entities(ODD, aggregation);
        assertThat(found).hasSameSizeAs(ODD);
        for (int i = 0; i < ODD.size(); i++) {
          String text = ODD.get(i);
          assertThat(found.get(i))
              .allSatisfy(
                  entity ->
                      assertThat(text.substring(entity.start(), entity.end()))
                          .isEqualTo(entity.text()));
        }
      }
      for (float[] vector : embedder.embed(ODD, EmbedOptions.defaults().withPromptName("query"))) {
        for (float value : vector) {
          assertThat(value).isFinite();
        }
      }
      for (String text : ODD) {
        assertThat(answerer.answer("Qui ?", text).score()).isBetween(0f, 1f);
        assertThat(answerer.answer(text, "Le chat dort.").score()).isBetween(0f, 1f);
      }
      assertThat(reranker.rank("Qui ?", ODD)).hasSameSizeAs(ODD);
      assertThat(reranker.rank("Qui ?", List.of())).isEmpty();
      assertThat(ner.entities(List.of(), Aggregation.WORD)).isEmpty();
    }
  }

  @Test
  void answer_emptyContext_isEmpty() {
    try (QuestionAnswerer answerer = QuestionAnswerer.open(golden("qa-bert"))) {
      assertThat(answerer.answer("Qui ?", "").answer()).isEmpty();
    }
  }

  @Test
  void textOverTheGuard_isOneErrorAndTheNextCallIsRight() {
    try (TokenClassifier ner = TokenClassifier.open(golden("ner-camembert-bio"))) {
      String text = "Marie Curie est née à Varsovie.";
      Entities before = ner.entities(text);
      assertThatThrownBy(() -> ner.entities("a".repeat(Tokenizer.MAX_TEXT_LENGTH + 1)))
          .isInstanceOf(TokenizerException.class);
      assertThat(ner.entities(text)).isEqualTo(before);
    }
  }

  @Test
  void entities_manyTexts_keepTheirOrderAndValues() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      texts.add("Marie va à Paris. ".repeat(1 + i % 5) + i);
    }
    try (TokenClassifier ner = TokenClassifier.open(golden("ner-bert-io"))) {
      List<Entities> together = ner.entities(texts, Aggregation.WORD);
      for (int i = 0; i < texts.size(); i += 7) {
        Entities alone = ner.entities(texts.get(i), Aggregation.WORD);
        assertThat(together.get(i).entities())
            .usingRecursiveFieldByFieldElementComparatorIgnoringFields("score")
            .containsExactlyElementsOf(alone.entities());
        for (int e = 0; e < alone.entities().size(); e++) {
          assertThat(together.get(i).entities().get(e).score())
              .isCloseTo(alone.entities().get(e).score(), within(1e-5f));
        }
      }
    }
  }

  @Test
  void oneModel_manyThreads_givesEachItsOwnAnswer() throws Exception {
    Question question = new Question("Où est né Victor Hugo ?", "Victor Hugo est né à Besançon.");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (QuestionAnswerer answerer = QuestionAnswerer.open(golden("qa-camembert"))) {
      AnswerOptions options = AnswerOptions.defaults().withTopK(3);
      List<Answer> expected = answerer.answers(List.of(question), options).get(0);
      List<Future<List<Answer>>> results =
          threads.invokeAll(
              Collections.nCopies(40, () -> answerer.answers(List.of(question), options).get(0)));
      for (Future<List<Answer>> result : results) {
        assertThat(result.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void closedModel_saysSo() {
    Reranker reranker = Reranker.open(golden("rerank-bert"));
    reranker.close();
    reranker.close();
    assertThatThrownBy(() -> reranker.rank("a", List.of("b")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void modelOfAnotherKind_isNotOpened() {
    assertThatThrownBy(() -> Reranker.open(golden("zero-shot-entailment-0")))
        .isInstanceOf(ModelException.Unsupported.class)
        .hasMessageContaining("3 scores");
    assertThatThrownBy(() -> ZeroShotClassifier.open(golden("rerank-bert")))
        .isInstanceOf(ModelException.Unsupported.class)
        .hasMessageContaining("inference");
    assertThatThrownBy(() -> TokenClassifier.open(golden("qa-bert")))
        .isInstanceOf(ModelException.MissingHead.class);
    assertThatThrownBy(() -> QuestionAnswerer.open(golden("ner-bert-io")))
        .isInstanceOf(ModelException.MissingHead.class);
  }

  @Test
  void zeroShot_templateOrLabelsMissing_isRefused() {
    assertThatThrownBy(() -> ZeroShotOptions.defaults().withTemplate("Ce texte."))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{}");
    try (ZeroShotClassifier model = ZeroShotClassifier.open(golden("zero-shot-entailment-0"))) {
      assertThatThrownBy(() -> model.classify("Oui", List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void embed_unknownPromptOrTooManyDimensions_isRefused() {
    try (TextEmbedder embedder = TextEmbedder.open(golden("st-prompts"))) {
      assertThat(embedder.prompts()).containsEntry("query", "query : ");
      assertThatThrownBy(
              () -> embedder.embed(List.of(), EmbedOptions.defaults().withPromptName("requête")))
          .isInstanceOf(ModelException.Input.class)
          .hasMessageContaining("query");
      assertThatThrownBy(
              () -> embedder.embed(List.of(), EmbedOptions.defaults().withDimensions(17)))
          .isInstanceOf(ModelException.Input.class)
          .hasMessageContaining("16");
    }
  }

  @Test
  void embed_noNormalize_cutsOnly() {
    try (TextEmbedder embedder = TextEmbedder.open(golden("st-matryoshka"))) {
      EmbedOptions raw = EmbedOptions.defaults().withNormalize(false);
      float[] whole = embedder.embed(List.of("Oui"), raw)[0];
      float[] cut = embedder.embed(List.of("Oui"), raw.withDimensions(4))[0];
      assertThat(cut).containsExactly(whole[0], whole[1], whole[2], whole[3]);
    }
  }
}
