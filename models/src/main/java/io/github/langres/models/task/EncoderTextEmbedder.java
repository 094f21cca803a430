package io.github.langres.models.task;

import io.github.langres.models.EmbedOptions;
import io.github.langres.models.ModelException;
import io.github.langres.models.PoolingMode;
import io.github.langres.models.RequestOptions;
import io.github.langres.models.TextEmbedder;
import io.github.langres.models.encoder.Call;
import io.github.langres.models.encoder.Encoder;
import io.github.langres.models.encoder.Rows;
import io.github.langres.models.head.Dense;
import io.github.langres.models.head.Normalization;
import io.github.langres.models.head.Pooling;
import io.github.langres.models.head.VectorStep;
import io.github.langres.tokenizer.Encoding;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Embeddings over hidden states, {@code [tokens, hidden]} a row. */
public final class EncoderTextEmbedder implements TextEmbedder {
  private final Encoder encoder;
  private final String output;
  private final SentenceModules modules;
  private final int dimensions;

  /**
   * Takes ownership of the encoder.
   *
   * @param output the output that holds the hidden states
   * @param hidden their width, -1 for unknown
   */
  public EncoderTextEmbedder(Encoder encoder, String output, SentenceModules modules, int hidden) {
    this.encoder = encoder;
    this.output = output;
    this.modules = modules;
    this.dimensions = modules.dimensions(hidden);
  }

  @Override
  public float[][] embed(List<String> texts, EmbedOptions options) {
    return encoder.run(call(texts, options));
  }

  @Override
  public CompletableFuture<float[]> embedAsync(
      String text, EmbedOptions options, RequestOptions request) {
    return encoder.submit(() -> call(List.of(text), options).map(vectors -> vectors[0]), request);
  }

  private Call<float[][]> call(List<String> texts, EmbedOptions options) {
    if (options.pooling().isEmpty() && dimensions >= 0) {
      requireDimensions(dimensions, options.dimensions());
    }
    String prompt = modules.prompts().choose(options.promptName());
    int skipped = modules.includePrompt() || prompt.isEmpty() ? 0 : promptTokens(read(prompt));
    Rows rows = encoder.rows(texts.stream().map(text -> read(prompt + text)).toList());
    float[][] vectors = new float[rows.batch().rows()][];
    return new Call<>(
        rows.batch(),
        (row, values) -> {
          int tokens = rows.batch().length(row);
          int prompted = rows.startsText(row) ? skipped : 0;
          vectors[row] = finish(pool(values.values(output), prompted, tokens, options), options);
        },
        () -> rows.mean(vectors, mean -> normalized(mean, options)));
  }

  /** What is cut, or the mean of windows, has lost its norm. */
  private float[] normalized(float[] vector, EmbedOptions options) {
    if (options.normalize() && modules.normalizes()) {
      Pooling.normalize(vector);
    }
    return vector;
  }

  private String read(String text) {
    return modules.input().lowerCase() ? text.toLowerCase(Locale.ROOT) : text;
  }

  /** The tokens of the prompt alone, without a special one at its end. */
  private int promptTokens(String prompt) {
    Encoding encoding = encoder.tokenizer().encode(prompt);
    int last = encoding.length() - 1;
    return last >= 0 && encoding.sequenceIds()[last] < 0 ? last : last + 1;
  }

  private float[] pool(FloatBuffer states, int skipped, int tokens, EmbedOptions options) {
    List<PoolingMode> modes = options.pooling().map(List::of).orElse(modules.pooling());
    float[] vector = Pooling.pool(modes.get(0), states, skipped, tokens);
    int width = vector.length;
    for (int i = 1; i < modes.size(); i++) {
      vector = Arrays.copyOf(vector, vector.length + width);
      float[] next = Pooling.pool(modes.get(i), states, skipped, tokens);
      System.arraycopy(next, 0, vector, i * width, width);
    }
    return vector;
  }

  private float[] finish(float[] pooled, EmbedOptions options) {
    float[] vector = pooled;
    for (VectorStep step : modules.steps()) {
      if (step instanceof Dense layer && layer.inputs() != vector.length) {
        throw new ModelException.Input(
            "the folder's dense layer takes vectors of "
                + layer.inputs()
                + ", this pooling gives "
                + vector.length
                + " (EmbedOptions.pooling)");
      }
      if (options.normalize() || !(step instanceof Normalization)) {
        vector = step.apply(vector);
      }
    }
    return options.dimensions() == 0 ? vector : cut(vector, options);
  }

  private float[] cut(float[] vector, EmbedOptions options) {
    requireDimensions(vector.length, options.dimensions());
    return normalized(Arrays.copyOf(vector, options.dimensions()), options);
  }

  private static void requireDimensions(int there, int wanted) {
    if (wanted > there) {
      throw new ModelException.Input(
          "the model gives "
              + there
              + " dimensions, fewer than the "
              + wanted
              + " asked for (EmbedOptions.dimensions)");
    }
  }

  @Override
  public Map<String, String> prompts() {
    return Collections.unmodifiableMap(modules.prompts().byName());
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
