package io.github.langres.engine.generate;

import io.github.langres.engine.sample.LogProbabilities;
import java.nio.FloatBuffer;

/** Scores of one token after the other. */
final class LazyScores implements TokenScores {
  private final LogProbabilities probabilities = new LogProbabilities();
  private FloatBuffer logits = FloatBuffer.allocate(0);
  private int chosen;
  private int topCount;
  private boolean read;

  void set(FloatBuffer newLogits, int newChosen, int newTopCount) {
    logits = newLogits;
    chosen = newChosen;
    topCount = newTopCount;
    read = false;
  }

  private LogProbabilities probabilities() {
    if (!read) {
      probabilities.read(logits, topCount);
      read = true;
    }
    return probabilities;
  }

  @Override
  public float logprob() {
    return probabilities().of(chosen);
  }

  @Override
  public int count() {
    return Math.min(topCount, logits.remaining());
  }

  @Override
  public int id(int rank) {
    return probabilities().topId(rank);
  }

  @Override
  public float logprob(int rank) {
    return probabilities().of(id(rank));
  }
}
