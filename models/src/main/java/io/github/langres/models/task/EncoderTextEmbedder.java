package io.github.langres.models.task;

import io.github.langres.models.EmbedOptions;
import io.github.langres.models.PoolingMode;
import io.github.langres.models.TextEmbedder;
import io.github.langres.models.encoder.Encoder;
import io.github.langres.models.head.Pooling;
import java.util.List;

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
   */
  public EncoderTextEmbedder(
      Encoder encoder, String output, SentenceModules modules, int dimensions) {
    this.encoder = encoder;
    this.output = output;
    this.modules = modules;
    this.dimensions = dimensions;
  }

  @Override
  public float[][] embed(List<String> texts, EmbedOptions options) {
    Encoder.Rows rows = encoder.rows(texts);
    float[][] vectors = new float[texts.size()][];
    PoolingMode pooling = options.pooling().orElse(modules.pooling());
    boolean normalize = modules.normalize() && options.normalize();
    encoder.run(
        rows.batch(),
        (row, values) -> {
          float[] vector =
              Pooling.pool(pooling, values.values(output), 0, rows.batch().length(row));
          if (normalize) {
            Pooling.normalize(vector);
          }
          vectors[row] = vector;
        });
    return vectors;
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
