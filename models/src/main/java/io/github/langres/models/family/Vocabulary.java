package io.github.langres.models.family;

import io.github.langres.models.graph.Parameter;
import io.github.langres.models.graph.Value;
import java.util.List;
import java.util.Optional;

/**
 * The layer that scores every token of the vocabulary.
 *
 * @param decoder its weight {@code [vocabulary, width]}, when saved on its own
 * @param embeddings the table that stands in for the decoder when that is not saved
 * @param biases the names that its bias may have, the first found wins; a bias is optional
 */
record Vocabulary(String decoder, String embeddings, List<String> biases) {

  Value project(Net net, Value x) {
    long width = x.size(-1);
    Parameter weight =
        net.checkpoint()
            .optional(decoder, Checkpoint.ANY, width)
            .orElseGet(() -> net.checkpoint().get(embeddings, Checkpoint.ANY, width));
    Optional<Parameter> bias =
        biases.stream()
            .flatMap(name -> net.checkpoint().optional(name, weight.shape()[0]).stream())
            .findFirst();
    return net.layers().linear(x, weight, bias.orElse(null));
  }
}
