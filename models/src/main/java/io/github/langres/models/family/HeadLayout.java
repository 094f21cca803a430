package io.github.langres.models.family;

import io.github.langres.models.graph.Matrix;
import java.util.Arrays;

/**
 * Where the channels of a head go. The attention operator takes heads of a multiple of 8 channels,
 * of 16 when it rotates, and rotates channel i against channel i + {@code turning}, a multiple of
 * 8. Heads of another size get zeros between; pairs that do not turn have cosine 1 and sine 0.
 *
 * @param size channels of a head as trained
 * @param padded channels of a head in the graph
 * @param pairs pairs of channels that turn
 * @param turning pairs of channels in the rotary tables
 * @param places for each channel of a query or key in the graph, the trained one or {@link
 *     Matrix#ZERO}
 */
record HeadLayout(int size, int padded, int pairs, int turning, int[] places) {

  /** Heads of which the first {@code rotary} channels turn, the first half against the second. */
  static HeadLayout of(int size, int rotary) {
    int pairs = (rotary + 1) / 2;
    int turning = roundedUp(pairs, 8);
    int padded = roundedUp(size, rotary == 0 ? 8 : 16);
    int[] places = new int[padded];
    Arrays.fill(places, Matrix.ZERO);
    boolean[] taken = new boolean[padded];
    for (int pair = 0; pair < pairs; pair++) {
      places[pair] = pair;
      places[turning + pair] = pairs + pair;
      taken[pair] = true;
      taken[turning + pair] = true;
    }
    int free = 0;
    for (int channel = 2 * pairs; channel < size; channel++) {
      while (taken[free]) {
        free++;
      }
      places[free] = channel;
      taken[free] = true;
    }
    return new HeadLayout(size, padded, pairs, turning, places);
  }

  /** The rows of a query or key projection of that many heads. */
  int[] rotated(int heads) {
    return spread(heads, places);
  }

  /** The rows of a value projection, which are the columns of the projection after attention. */
  int[] plain(int heads) {
    int[] order = new int[padded];
    for (int i = 0; i < padded; i++) {
      order[i] = i < size ? i : Matrix.ZERO;
    }
    return spread(heads, order);
  }

  private int[] spread(int heads, int[] order) {
    int[] all = new int[heads * padded];
    for (int i = 0; i < all.length; i++) {
      int place = order[i % padded];
      all[i] = place == Matrix.ZERO ? Matrix.ZERO : i / padded * size + place;
    }
    return all;
  }

  private static int roundedUp(int value, int multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }
}
