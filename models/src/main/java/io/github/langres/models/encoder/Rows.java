package io.github.langres.models.encoder;

import io.github.langres.engine.TokenBatch;
import io.github.langres.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Rows ready to run: one a text, or one a window of it.
 *
 * @param textOf {@code [rows]} the text of each row, ascending
 * @param leftOut {@code [texts]} how many tokens each text lost
 */
public record Rows(TokenBatch batch, int[] textOf, int[] leftOut) {

  /** One row a text. */
  static Rows ofTexts(TokenBatch batch, int[] leftOut) {
    int[] textOf = new int[batch.rows()];
    Arrays.setAll(textOf, row -> row);
    return new Rows(batch, textOf, leftOut);
  }

  /**
   * One row a window, {@code [text][window]}.
   *
   * @param typed true when the model is told which of two texts a token is from
   */
  public static Rows ofWindows(List<List<Window>> windows, boolean typed) {
    List<int[]> ids = new ArrayList<>();
    List<int[]> typeIds = new ArrayList<>();
    List<Integer> textOf = new ArrayList<>();
    int[] leftOut = new int[windows.size()];
    for (int text = 0; text < leftOut.length; text++) {
      for (Window window : windows.get(text)) {
        Encoding encoding = window.encoding();
        ids.add(encoding.ids());
        typeIds.add(encoding.typeIds());
        textOf.add(text);
        leftOut[text] = encoding.leftOut();
      }
    }
    TokenBatch batch =
        TokenBatch.of(
            ids.toArray(int[][]::new), typed ? typeIds.toArray(int[][]::new) : new int[0][]);
    return new Rows(batch, textOf.stream().mapToInt(Integer::intValue).toArray(), leftOut);
  }

  /** The number of texts. */
  public int texts() {
    return leftOut.length;
  }

  /** True for the first row of a text. */
  public boolean startsText(int row) {
    return row == 0 || textOf[row] != textOf[row - 1];
  }

  /**
   * The mean of each text's rows, weighted by their tokens: {@code [rows][n]} to {@code
   * [texts][n]}.
   */
  public float[][] mean(float[][] values) {
    return mean(values, joined -> joined);
  }

  /**
   * The same, where the mean of several rows still goes through a function.
   *
   * @param ofSeveral not for texts of one row, which keep theirs
   */
  public float[][] mean(float[][] values, UnaryOperator<float[]> ofSeveral) {
    float[][] means = new float[texts()][];
    for (int row = 0; row < values.length; ) {
      int end = row + 1;
      while (end < values.length && textOf[end] == textOf[row]) {
        end++;
      }
      // A text of one row keeps its very bits.
      means[textOf[row]] = end == row + 1 ? values[row] : ofSeveral.apply(mean(values, row, end));
      row = end;
    }
    return means;
  }

  private float[] mean(float[][] values, int from, int to) {
    double[] sums = new double[values[from].length];
    double tokens = 0;
    for (int row = from; row < to; row++) {
      int weight = batch.length(row);
      tokens += weight;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += (double) weight * values[row][i];
      }
    }
    float[] mean = new float[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sums[i] / tokens);
    }
    return mean;
  }

  /** The largest value of each text's rows: {@code [rows]} to {@code [texts]}. */
  public float[] max(float[] values) {
    float[] best = new float[texts()];
    Arrays.fill(best, Float.NEGATIVE_INFINITY);
    for (int row = 0; row < values.length; row++) {
      best[textOf[row]] = Math.max(best[textOf[row]], values[row]);
    }
    return best;
  }
}
