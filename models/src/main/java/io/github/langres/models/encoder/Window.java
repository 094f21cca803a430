package io.github.langres.models.encoder;

import io.github.langres.models.ModelException;
import io.github.langres.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a long encoding that the model reads at once.
 *
 * @param encoding the tokens of the part, with all the special tokens
 * @param first how many tokens of the text that is cut come before the window
 */
public record Window(Encoding encoding, int first) {

  /**
   * Cuts an encoding into overlapping windows.
   *
   * @param stride how many tokens of the text a window repeats from the one before; no more than
   *     half the room there is, so that the number of windows stays in proportion to the text
   * @param sequence which text of a pair is cut, 0 or 1; every window has the other one whole
   * @throws ModelException.Input when the other text leaves no room
   */
  public static List<Window> cut(Encoding encoding, int maxTokens, int stride, int sequence) {
    if (encoding.length() <= maxTokens) {
      return List.of(new Window(encoding, 0));
    }
    int sliding = encoding.count(1) == 0 ? 0 : sequence;
    int fixed = encoding.length() - encoding.count(sliding);
    int room = maxTokens - fixed;
    if (room < 1) {
      throw new ModelException.Input(
          "the "
              + (sliding == 1 ? "first" : "second")
              + " text of the pair takes "
              + fixed
              + " tokens with the special ones; the model accepts "
              + maxTokens
              + " and needs room for the other text: shorten it");
    }
    int overlap = Math.min(stride, room / 2);
    List<Window> windows = new ArrayList<>();
    for (Encoding window : encoding.windows(maxTokens, overlap, sliding)) {
      windows.add(new Window(window, windows.size() * (room - overlap)));
    }
    return windows;
  }
}
