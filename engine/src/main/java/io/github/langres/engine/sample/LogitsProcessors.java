package io.github.langres.engine.sample;

import io.github.langres.engine.EngineException;

/** What changes logits before the choice, whether it is greedy or drawn. */
final class LogitsProcessors {
  private final TokenHistory history = new TokenHistory();
  private SamplingOptions options = SamplingOptions.defaults();
  private boolean needsHistory;
  private int[] biasedIds = {};
  private float[] biases = {};
  private int[] suppressedIds = {};

  void begin(SamplingOptions newOptions, int[] prompt) {
    options = newOptions;
    biasedIds = new int[options.logitBias().size()];
    biases = new float[biasedIds.length];
    int i = 0;
    for (var entry : options.logitBias().entrySet()) {
      biasedIds[i] = entry.getKey();
      biases[i++] = entry.getValue();
    }
    suppressedIds = options.suppressedIds().stream().mapToInt(Integer::intValue).toArray();
    needsHistory =
        options.repetitionPenalty() != 1
            || options.presencePenalty() != 0
            || options.frequencyPenalty() != 0
            || options.noRepeatNgramSize() > 0;
    history.begin(needsHistory ? prompt : new int[0]);
  }

  void add(int id) {
    if (needsHistory) {
      history.add(id);
    }
  }

  void apply(float[] logits, int count) {
    addBias(logits, count);
    if (needsHistory) {
      penalize(logits, count);
      if (options.noRepeatNgramSize() > 0) {
        banRepeatedNgrams(logits, count, options.noRepeatNgramSize());
      }
    }
    for (int id : suppressedIds) {
      if (id >= 0 && id < count) {
        logits[id] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  private void addBias(float[] logits, int count) {
    for (int i = 0; i < biasedIds.length; i++) {
      if (biasedIds[i] >= count) {
        throw new EngineException.Run(
            "logitBias names token id " + biasedIds[i] + "; the model has ids below " + count);
      }
      logits[biasedIds[i]] += biases[i];
    }
  }

  private void penalize(float[] logits, int count) {
    float repetition = options.repetitionPenalty();
    for (int i = 0; i < history.distinctCount(); i++) {
      int id = history.distinct(i);
      // Some models have input ids that they never give.
      if (id >= count) {
        continue;
      }
      float logit = logits[id];
      logit = logit < 0 ? logit * repetition : logit / repetition;
      int times = history.newCount(id);
      if (times > 0) {
        logit -= options.presencePenalty() + times * options.frequencyPenalty();
      }
      logits[id] = logit;
    }
  }

  /** An n-gram is completed by the id that followed the last n - 1 ids when they came before. */
  private void banRepeatedNgrams(float[] logits, int count, int size) {
    int suffix = history.length() - size + 1;
    for (int start = 0; start < suffix; start++) {
      int same = 0;
      while (same < size - 1 && history.id(start + same) == history.id(suffix + same)) {
        same++;
      }
      int next = history.id(start + size - 1);
      if (same == size - 1 && next < count) {
        logits[next] = Float.NEGATIVE_INFINITY;
      }
    }
  }
}
