package io.github.langres.models.family;

import io.github.langres.models.graph.LayerOps;
import io.github.langres.models.graph.Value;

/**
 * Layers that normalize what goes into attention and feed-forward network, and add what comes out
 * to the sum of all before. Every addition is fused with the normalization that follows it.
 */
interface PreNormLayers {

  /** What the layer's tokens gather from each other, after the output projection. */
  Value attention(Net net, Value x, int layer);

  Value feedForward(Net net, Value x, int layer);

  /** The normalization before the first attention. */
  Value firstNorm(Net net, Value embeddings);

  /**
   * The sum, and the normalization of it.
   *
   * @param place {@code 2 · layer} before a layer's attention, one more before its feed-forward
   *     network; {@code 2 · layers} after the last
   */
  LayerOps.Normed addNorm(Net net, Value x, Value sum, int place);

  /** All layers and the last normalization. */
  default Value apply(Net net, Value embeddings, int layers) {
    LayerOps.Normed state = new LayerOps.Normed(firstNorm(net, embeddings), embeddings);
    for (int i = 0; i < layers; i++) {
      int layer = i;
      LayerOps.Normed before = state;
      state = net.graph().scope("layer." + i, () -> layer(net, before, layer));
    }
    return state.normed();
  }

  private LayerOps.Normed layer(Net net, LayerOps.Normed before, int layer) {
    Value attended = attention(net, before.normed(), layer);
    LayerOps.Normed middle = addNorm(net, attended, before.sum(), 2 * layer + 1);
    Value fed = feedForward(net, middle.normed(), layer);
    return addNorm(net, fed, middle.sum(), 2 * layer + 2);
  }
}
