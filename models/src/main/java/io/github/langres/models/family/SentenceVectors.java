package io.github.langres.models.family;

import io.github.langres.engine.ElementType;
import io.github.langres.models.graph.Dim;
import io.github.langres.models.graph.TensorOps;
import io.github.langres.models.graph.Value;

/** The outputs of a graph without a trained head. */
final class SentenceVectors {
  /** The floors that sentence-transformers and PyTorch put under a divisor. */
  private static final float LEAST_COUNT = 1e-9f;

  private static final float LEAST_NORM = 1e-12f;

  private SentenceVectors() {}

  static void attach(Net net, Family family) {
    BuildOptions options = net.options();
    if (options.pooling().isEmpty()) {
      net.graph().output("last_hidden_state", family.encode(net, Family.Tokens.ALL));
      return;
    }
    Pooling pooling = options.pooling().get();
    Value hidden =
        family.encode(net, pooling == Pooling.CLS ? Family.Tokens.FIRST : Family.Tokens.ALL);
    Value pooled = net.graph().scope("pooling", () -> pool(net, hidden, pooling));
    net.graph().output("sentence_embedding", options.normalize() ? normalize(net, pooled) : pooled);
  }

  private static Value pool(Net net, Value hidden, Pooling pooling) {
    TensorOps tensors = net.tensors();
    return switch (pooling) {
      case CLS -> tensors.reshape(hidden, Dim.BATCH, hidden.dim(-1));
      case MEAN -> mean(net, hidden);
      case MAX -> {
        Value real = tensors.unsqueeze(tensors.cast(net.mask(), ElementType.BOOL), -1);
        Value least = net.graph().scalar(-Float.MAX_VALUE);
        yield tensors.squeeze(tensors.max(tensors.where(real, hidden, least), 1), 1);
      }
    };
  }

  /** The mean over the tokens that the mask keeps, {@code [batch, columns]}. */
  static Value mean(Net net, Value hidden) {
    TensorOps tensors = net.tensors();
    Value mask = tensors.cast(net.mask(), ElementType.FLOAT32);
    Value sum = tensors.squeeze(tensors.matmul(tensors.unsqueeze(mask, 1), hidden), 1);
    Value count = tensors.maximum(tensors.sum(mask, 1), net.graph().scalar(LEAST_COUNT));
    return tensors.divide(sum, count);
  }

  private static Value normalize(Net net, Value pooled) {
    TensorOps tensors = net.tensors();
    Value norm = tensors.maximum(tensors.norm(pooled, 1), net.graph().scalar(LEAST_NORM));
    return tensors.divide(pooled, norm);
  }
}
