package io.github.langres.models.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.langres.models.head.AnswerSpans.Span;
import org.junit.jupiter.api.Test;

class AnswerSpansTest {
  /** The first token, two of the question, four of the context, a last special one. */
  private static final boolean[] CONTEXT = {false, false, false, true, true, true, true, false};

  @Test
  void search_questionScoresHighest_isIgnored() {
    float[] start = {0, 99, 0, 1, 5, 0, 0, 99};
    float[] end = {0, 99, 0, 0, 0, 6, 0, 99};
    AnswerSpans found = AnswerSpans.search(start, end, CONTEXT, 15, 2);
    assertThat(found.spans().get(0)).extracting(Span::first, Span::last).containsExactly(4, 5);
    assertThat(found.spans()).hasSize(2);
    assertThat(found.spans().get(0).score()).isGreaterThan(found.spans().get(1).score());
  }

  @Test
  void search_longestAnswer_bounds() {
    float[] start = {0, 0, 0, 9, 0, 0, 0, 0};
    float[] end = {0, 0, 0, 0, 0, 0, 9, 0};
    assertThat(AnswerSpans.search(start, end, CONTEXT, 4, 1).spans().get(0).last()).isEqualTo(6);
    assertThat(AnswerSpans.search(start, end, CONTEXT, 3, 9).spans())
        .allSatisfy(span -> assertThat(span.last() - span.first()).isLessThan(3));
  }

  @Test
  void search_firstToken_isTheNullScore() {
    float[] start = {9, 0, 0, 0, 0, 0, 0, 0};
    float[] end = {9, 0, 0, 0, 0, 0, 0, 0};
    AnswerSpans found = AnswerSpans.search(start, end, CONTEXT, 15, 1);
    assertThat(found.nullScore()).isGreaterThan(0.99f);
    assertThat(found.spans().get(0).score()).isLessThan(0.01f);
  }

  @Test
  void search_noContext_findsNothing() {
    AnswerSpans found = AnswerSpans.search(new float[3], new float[3], new boolean[3], 15, 1);
    assertThat(found.spans()).isEmpty();
    assertThat(found.nullScore()).isEqualTo(1);
  }
}
