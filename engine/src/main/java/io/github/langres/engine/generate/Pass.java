package io.github.langres.engine.generate;

/**
 * One forward pass: so many new tokens for each row, behind what its slot of the KV cache holds.
 * Reused from pass to pass.
 */
final class Pass {
  private final int[] pasts;
  private int[] ids;
  private int firstSlot;
  private int rows;
  private int width;
  private int total;

  Pass(int slots) {
    pasts = new int[slots];
    ids = new int[slots];
  }

  /** A chunk of a prompt, in one slot that holds what is before it. */
  void prefill(int slot, int[] prompt, int from, int to) {
    firstSlot = slot;
    rows = 1;
    width = to - from;
    if (ids.length < width) {
      ids = new int[width];
    }
    System.arraycopy(prompt, from, ids, 0, width);
    pasts[0] = from;
    total = to;
  }

  /** One token for each of the first slots; {@link #row} says which. */
  void step(int newRows) {
    firstSlot = 0;
    rows = newRows;
    width = 1;
    total = 0;
  }

  void row(int row, int past, int id) {
    pasts[row] = past;
    ids[row] = id;
    total = Math.max(total, past + 1);
  }

  int firstSlot() {
    return firstSlot;
  }

  int rows() {
    return rows;
  }

  /** The new tokens of each row. */
  int width() {
    return width;
  }

  /** The tokens of the longest row, the new ones included. */
  int total() {
    return total;
  }

  int past(int row) {
    return pasts[row];
  }

  int id(int row, int column) {
    return ids[row * width + column];
  }
}
