package io.github.langres.models.task;

import io.github.langres.models.FillMask;
import io.github.langres.models.MaskCandidate;
import io.github.langres.models.ModelException;
import io.github.langres.models.encoder.Encoder;
import io.github.langres.models.encoder.Rows;
import io.github.langres.models.head.Scores;
import io.github.langres.tokenizer.SpecialTokens.SpecialToken;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Masked language modelling over the {@code logits} output, {@code [tokens, vocabulary]} a row. */
public final class EncoderFillMask implements FillMask {
  private static final String COMMON_MASK = "<mask>";

  private final Encoder encoder;
  private final SpecialToken mask;

  /** Takes ownership of the encoder. */
  public EncoderFillMask(Encoder encoder, SpecialToken mask) {
    this.encoder = encoder;
    this.mask = mask;
  }

  @Override
  public String maskToken() {
    return mask.text();
  }

  @Override
  public List<List<List<MaskCandidate>>> fillAll(List<String> texts, int topK) {
    if (topK < 1) {
      throw new IllegalArgumentException("topK must be 1 or more, got " + topK);
    }
    Rows rows =
        encoder.rows(texts.stream().map(text -> text.replace(COMMON_MASK, mask.text())).toList());
    for (int row = 0; row < texts.size(); row++) {
      if (maskPositions(rows, row).isEmpty()) {
        throw new ModelException.Input(
            "no mask in the text"
                + (rows.leftOut()[row] > 0 ? " that the model sees" : "")
                + "; write "
                + mask.text()
                + " where a word is to be guessed");
      }
    }
    float[][][] scores = new float[texts.size()][][];
    encoder.run(
        rows.batch(),
        (row, output) -> {
          FloatBuffer logits = output.values(Outputs.LOGITS);
          int vocabulary = logits.remaining() / rows.batch().length(row);
          List<float[]> found = new ArrayList<>();
          for (int position : maskPositions(rows, row)) {
            float[] atMask = new float[vocabulary];
            logits.get(logits.position() + position * vocabulary, atMask);
            found.add(Scores.softmax(atMask));
          }
          scores[row] = found.toArray(float[][]::new);
        });
    List<List<List<MaskCandidate>>> results = new ArrayList<>(texts.size());
    for (int row = 0; row < texts.size(); row++) {
      results.add(candidates(rows, row, scores[row], topK));
    }
    return results;
  }

  private List<Integer> maskPositions(Rows rows, int row) {
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < rows.batch().length(row); i++) {
      if (rows.batch().ids()[rows.batch().starts()[row] + i] == mask.id()) {
        positions.add(i);
      }
    }
    return positions;
  }

  private List<List<MaskCandidate>> candidates(Rows rows, int row, float[][] scores, int topK) {
    List<Integer> positions = maskPositions(rows, row);
    int start = rows.batch().starts()[row];
    int[] ids = new int[rows.batch().length(row)];
    System.arraycopy(rows.batch().ids(), start, ids, 0, ids.length);
    boolean single = positions.size() == 1;
    List<List<MaskCandidate>> masks = new ArrayList<>();
    for (int m = 0; m < scores.length; m++) {
      List<MaskCandidate> best = new ArrayList<>();
      for (int id : Scores.top(scores[m], topK)) {
        int[] filled = ids.clone();
        filled[positions.get(m)] = id;
        best.add(
            new MaskCandidate(
                encoder.tokenizer().decode(new int[] {id}, false),
                id,
                scores[m][id],
                // With several masks the others must stay visible.
                encoder.tokenizer().decode(filled, single)));
      }
      masks.add(best);
    }
    return masks;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
