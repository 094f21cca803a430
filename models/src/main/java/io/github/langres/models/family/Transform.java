package io.github.langres.models.family;

import io.github.langres.models.graph.Activation;
import io.github.langres.models.graph.Value;
import java.util.List;
import java.util.Optional;

/** What a head does before its last layer: dense, activation, and perhaps a normalization. */
record Transform(String dense, Activation activation, Optional<Norm> norm) {

  record Norm(String name, double epsilon) {}

  Transform(String dense, Activation activation) {
    this(dense, activation, Optional.empty());
  }

  Transform(String dense, Activation activation, String norm, double epsilon) {
    this(dense, activation, Optional.of(new Norm(norm, epsilon)));
  }

  List<String> weights() {
    return List.of(dense + ".weight");
  }

  Value apply(Net net, Value x) {
    Value active = net.layers().activate(net.linear(x, dense, Checkpoint.ANY), activation);
    return norm.map(n -> net.norm(active, n.name(), n.epsilon())).orElse(active);
  }
}
