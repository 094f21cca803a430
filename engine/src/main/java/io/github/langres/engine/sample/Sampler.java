package io.github.langres.engine.sample;

import io.github.langres.engine.EngineException;
import java.nio.FloatBuffer;

/**
 * Chooses one text's token ids, one after the other: {@link #begin} with the prompt, then {@link
 * #next} for each. It remembers what it chose, for the penalties. After the first step of a
 * vocabulary's size it allocates nothing, except that the memory of chosen ids doubles when full.
 * One owner at a time; may begin again for another text.
 */
public final class Sampler {
  private final LogitsProcessors processors = new LogitsProcessors();
  private final Candidates candidates = new Candidates();
  private SamplingOptions options = SamplingOptions.defaults();
  private float[] work = {};
  private long random;

  /**
   * Begins a text.
   *
   * @param prompt the ids before the new text, 0 or more each; copied
   */
  public void begin(SamplingOptions newOptions, int[] prompt) {
    options = newOptions;
    processors.begin(newOptions, prompt);
    random = newOptions.seed();
  }

  /**
   * The next id.
   *
   * @param logits {@code [vocabulary]} from the buffer's position to its limit, both left as they
   *     are; not changed
   * @throws EngineException.Run when a logit is NaN or infinite, when no id is left, or when a
   *     logit bias is for an id outside of the vocabulary
   */
  public int next(FloatBuffer logits) {
    int size = logits.remaining();
    if (work.length < size) {
      work = new float[size];
    }
    logits.get(logits.position(), work, 0, size);
    processors.apply(work, size);
    int id = options.greedy() ? Largest.index(work, size) : draw(size);
    processors.add(id);
    return id;
  }

  private int draw(int size) {
    candidates.select(work, size, options);
    random = StableMath.nextState(random);
    return candidates.at(StableMath.unit(random));
  }

  /** What the last draw was made from. */
  Candidates candidates() {
    return candidates;
  }
}
