package io.github.langres.models.family;

import io.github.langres.models.ModelException;

/**
 * The sizes of a decoder.
 *
 * @param keyHeads heads of keys and values; each serves several query heads
 * @param headSize channels of a head as trained
 * @param positions that the model was trained for
 */
record DecoderSizes(
    int hidden,
    int layers,
    int heads,
    int keyHeads,
    int headSize,
    int intermediate,
    int vocabulary,
    int positions) {
  private static final int MAX_LAYERS = 1000;
  private static final int MAX_POSITIONS = 1 << 24;

  DecoderSizes {
    inRange("hidden size", hidden, 1 << 20);
    inRange("layers", layers, MAX_LAYERS);
    inRange("attention heads", heads, 1 << 12);
    inRange("key and value heads", keyHeads, 1 << 12);
    inRange("head size", headSize, 1 << 12);
    inRange("intermediate size", intermediate, 1 << 20);
    inRange("vocabulary size", vocabulary, 1 << 24);
    inRange("positions", positions, MAX_POSITIONS);
    if (heads % keyHeads != 0) {
      throw new ModelException.Folder(
          "config.json: "
              + heads
              + " heads cannot share "
              + keyHeads
              + " key and value heads evenly");
    }
  }

  private static void inRange(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new ModelException.Folder(
          "config.json: the " + what + " must be 1 to " + most + ", got " + value);
    }
  }
}
