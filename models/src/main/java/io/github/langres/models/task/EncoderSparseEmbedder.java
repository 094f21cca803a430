package io.github.langres.models.task;

import io.github.langres.models.SparseEmbedder;
import io.github.langres.models.SparseVector;
import io.github.langres.models.encoder.Encoder;
import io.github.langres.models.encoder.Rows;
import io.github.langres.models.head.SparsePooling;
import java.util.ArrayList;
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
    SparseVector[] vectors = new SparseVector[rows.batch().rows()];
    encoder.run(
        rows.batch(),
        (row, output) ->
            vectors[row] =
                SparsePooling.max(output.values(Outputs.LOGITS), rows.batch().length(row)));
    List<SparseVector> ofTexts = new ArrayList<>(rows.texts());
    for (int row = 0; row < vectors.length; row++) {
      if (rows.startsText(row)) {
        ofTexts.add(vectors[row]);
      } else {
        int last = ofTexts.size() - 1;
        ofTexts.set(last, SparsePooling.max(ofTexts.get(last), vectors[row]));
      }
    }
    return ofTexts;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
