package io.github.langres.models.task;

import io.github.langres.models.SparseEmbedder;
import io.github.langres.models.SparseVector;
import io.github.langres.models.encoder.Encoder;
import io.github.langres.models.encoder.Rows;
import io.github.langres.models.head.SparsePooling;
import java.util.Arrays;
import java.util.List;

/** SPLADE over the {@code logits} output, {@code [tokens, vocabulary]} a row. */
public final class EncoderSparseEmbedder implements SparseEmbedder {
  private final Encoder encoder;

  /** Takes ownership of the encoder. */
  public EncoderSparseEmbedder(Encoder encoder) {
    this.encoder = encoder;
  }

  @Override
  public List<SparseVector> embed(List<String> texts) {
    Rows rows = encoder.rows(texts);
    SparseVector[] vectors = new SparseVector[texts.size()];
    encoder.run(
        rows.batch(),
        (row, output) ->
            vectors[row] =
                SparsePooling.max(output.values(Outputs.LOGITS), rows.batch().length(row)));
    return Arrays.asList(vectors);
  }

  @Override
  public void close() {
    encoder.close();
  }
}
