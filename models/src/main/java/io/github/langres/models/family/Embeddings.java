package io.github.langres.models.family;

import io.github.langres.models.graph.Dim;
import io.github.langres.models.graph.Value;

/** The normalized sum of word, position and token type vectors, as BERT names them. */
final class Embeddings {
  static final String WORDS = "~embeddings.word_embeddings.weight";
  private static final String POSITIONS = "~embeddings.position_embeddings.weight";
  private static final String TYPES = "~embeddings.token_type_embeddings.weight";
  private static final String NORM = "~embeddings.LayerNorm";

  private Embeddings() {}

  /** True when there are token types to tell apart. */
  static boolean hasTokenTypes(Checkpoint checkpoint) {
    return checkpoint.has(TYPES)
        && checkpoint.get(TYPES, Checkpoint.ANY, Checkpoint.ANY).shape()[0] > 1;
  }

  /** Positions count from 0, whatever the tokens are: {@code [sequence, width]}. */
  static Value countedPositions(Net net, long width) {
    return net.tensors()
        .slice(
            net.table(POSITIONS, width),
            0,
            net.graph().longs(0),
            net.tensors().sizeOf(net.ids(), 1),
            Dim.SEQUENCE);
  }

  /** Positions count real tokens from {@code padId + 1}; padding has position {@code padId}. */
  static Value paddedPositions(Net net, long width, long padId) {
    Value pad = net.graph().scalar(padId);
    Value real =
        net.tensors()
            .cast(net.tensors().not(net.tensors().equal(net.ids(), pad)), net.ids().type());
    Value counted = net.tensors().multiply(net.tensors().cumulativeSum(real, 1), real);
    return net.tensors().rows(net.table(POSITIONS, width), net.tensors().add(counted, pad));
  }

  /** The normalized sum, {@code [batch, sequence, width]}. */
  static Value sum(Net net, Value positions, double epsilon) {
    long width = positions.size(-1);
    return net.addNorm(withTypes(net, words(net, width)), positions, NORM, epsilon).normed();
  }

  /** The vectors of the tokens, {@code [batch, sequence, width]}. */
  static Value words(Net net, long width) {
    return net.tensors().rows(net.table(WORDS, width), net.ids());
  }

  /** Without token type ids, every token is of type 0. */
  static Value withTypes(Net net, Value words) {
    long width = words.size(-1);
    if (net.typeIds().isPresent()) {
      return net.tensors()
          .add(words, net.tensors().rows(net.table(TYPES, width), net.typeIds().get()));
    }
    return net.checkpoint()
        .firstRow(TYPES, width)
        .map(row -> net.layers().addRow(words, row))
        .orElse(words);
  }
}
