package io.github.langres.models.generator;

import io.github.langres.engine.generate.TokenScores;
import io.github.langres.engine.generate.TokenSink;
import io.github.langres.models.GeneratedToken;
import io.github.langres.models.Generation.Step;
import io.github.langres.models.TokenScore;
import io.github.langres.tokenizer.IncrementalDetokenizer;
import io.github.langres.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes a text of the tokens of one answer, and tells each as it comes. One owner. */
final class AnswerSink implements TokenSink {
  private final Tokenizer tokenizer;
  private final IncrementalDetokenizer detokenizer;
  private final StopStrings stops;
  private final boolean scored;
  private final Consumer<GeneratedToken> onToken;

  private final StringBuilder text = new StringBuilder();
  private final List<Step> steps = new ArrayList<>();
  private int[] ids = new int[64];
  private int count;

  /**
   * Starts an answer.
   *
   * @param scored whether the loop was asked for scores
   */
  AnswerSink(
      Tokenizer tokenizer, List<String> stops, boolean scored, Consumer<GeneratedToken> onToken) {
    this.tokenizer = tokenizer;
    this.detokenizer = new IncrementalDetokenizer(tokenizer, true);
    this.stops = new StopStrings(stops);
    this.scored = scored;
    this.onToken = onToken;
  }

  @Override
  public boolean accept(int id, TokenScores scores) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
    }
    ids[count++] = id;
    String piece = stops.push(detokenizer.push(id));
    text.append(piece);
    if (scored) {
      Step step = step(id, scores);
      steps.add(step);
      onToken.accept(new GeneratedToken(piece, id, Optional.of(step.chosen()), step.top()));
    } else {
      onToken.accept(new GeneratedToken(piece, id, Optional.empty(), List.of()));
    }
    return !stops.found();
  }

  /** Tells the text that still waits, when no stop string ended the answer. */
  void finish() {
    if (stops.found()) {
      return;
    }
    String rest = stops.push(detokenizer.flush());
    rest += stops.flush();
    if (!rest.isEmpty()) {
      text.append(rest);
      onToken.accept(new GeneratedToken(rest, -1, Optional.empty(), List.of()));
    }
  }

  /** True when a stop string ended the answer. */
  boolean stopped() {
    return stops.found();
  }

  String text() {
    return text.toString();
  }

  int[] ids() {
    return Arrays.copyOf(ids, count);
  }

  List<Step> steps() {
    return steps;
  }

  private Step step(int id, TokenScores scores) {
    List<TokenScore> top = new ArrayList<>(scores.count());
    for (int rank = 0; rank < scores.count(); rank++) {
      top.add(score(scores.id(rank), scores.logprob(rank)));
    }
    return new Step(score(id, scores.logprob()), top);
  }

  private TokenScore score(int id, float logprob) {
    // The embedding may have more rows than the tokenizer has tokens.
    String token = id < tokenizer.vocabularySize() ? tokenizer.token(id) : "";
    return new TokenScore(id, token, logprob);
  }
}
