package io.github.langres.models.task;

import io.github.langres.models.TokenEmbedder;
import io.github.langres.models.encoder.Encoder;
import io.github.langres.models.encoder.Rows;
import io.github.langres.models.head.Dense;
import io.github.langres.models.head.Pooling;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** One vector a token over hidden states, {@code [tokens, hidden]} a row. */
public final class EncoderTokenEmbedder implements TokenEmbedder {
  private final Encoder encoder;
  private final String output;
  private final List<Dense> layers;

  /**
   * Takes ownership of the encoder.
   *
   * @param output the output that holds the hidden states
   * @param layers what each token's states go through
   */
  public EncoderTokenEmbedder(Encoder encoder, String output, List<Dense> layers) {
    this.encoder = encoder;
    this.output = output;
    this.layers = List.copyOf(layers);
  }

  @Override
  public List<float[][]> embed(List<String> texts) {
    Rows rows = encoder.rows(texts);
    float[][][] vectors = new float[texts.size()][][];
    encoder.run(
        rows.batch(),
        (row, values) -> vectors[row] = vectors(values.values(output), rows.batch().length(row)));
    return Arrays.asList(vectors);
  }

  private float[][] vectors(FloatBuffer states, int tokens) {
    int hidden = states.remaining() / tokens;
    float[][] vectors = new float[tokens][];
    for (int token = 0; token < tokens; token++) {
      float[] vector = new float[hidden];
      states.get(states.position() + token * hidden, vector);
      for (Dense layer : layers) {
        vector = layer.apply(vector);
      }
      Pooling.normalize(vector);
      vectors[token] = vector;
    }
    return vectors;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
