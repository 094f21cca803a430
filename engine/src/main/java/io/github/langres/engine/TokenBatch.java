package io.github.langres.engine;

/**
 * Rows of token ids, flat: row {@code i} is {@code ids[starts[i] .. starts[i + 1])}. The arrays are
 * shared, not copied: do not change them.
 *
 * @param ids {@code [tokens]} token ids of all rows, one after the other
 * @param typeIds {@code [tokens]} token type ids, or an empty array when all are 0
 * @param starts {@code [rows + 1]} where each row starts; the last entry is the token count
 */
public record TokenBatch(int[] ids, int[] typeIds, int[] starts) {
  private static final int[] NONE = {};

  public TokenBatch {
    if (starts.length == 0 || starts[0] != 0 || starts[starts.length - 1] != ids.length) {
      throw new IllegalArgumentException(
          "starts must begin with 0 and end with the token count " + ids.length);
    }
    for (int i = 1; i < starts.length; i++) {
      if (starts[i] < starts[i - 1]) {
        throw new IllegalArgumentException("starts must not decrease, but does at row " + (i - 1));
      }
    }
    if (typeIds.length != 0 && typeIds.length != ids.length) {
      throw new IllegalArgumentException(
          "typeIds has " + typeIds.length + " entries; expected 0 or " + ids.length);
    }
  }

  /** Rows without type ids. */
  public static TokenBatch of(int[]... rows) {
    return of(rows, new int[0][]);
  }

  /**
   * Rows with their type ids.
   *
   * @param typeIds one array a row, or no array at all
   */
  public static TokenBatch of(int[][] rows, int[][] typeIds) {
    int[] starts = new int[rows.length + 1];
    for (int i = 0; i < rows.length; i++) {
      starts[i + 1] = Math.addExact(starts[i], rows[i].length);
    }
    return new TokenBatch(
        flat(rows, starts), typeIds.length == 0 ? NONE : flat(typeIds, starts), starts);
  }

  private static int[] flat(int[][] rows, int[] starts) {
    int[] flat = new int[starts[starts.length - 1]];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != starts[i + 1] - starts[i]) {
        throw new IllegalArgumentException(
            "row "
                + i
                + " has "
                + rows[i].length
                + " type ids for "
                + (starts[i + 1] - starts[i])
                + " ids");
      }
      System.arraycopy(rows[i], 0, flat, starts[i], rows[i].length);
    }
    return flat;
  }

  /** The number of rows. */
  public int rows() {
    return starts.length - 1;
  }

  /** The number of tokens of a row. */
  public int length(int row) {
    return starts[row + 1] - starts[row];
  }

  /** The number of tokens of all rows. */
  public int tokens() {
    return ids.length;
  }
}
