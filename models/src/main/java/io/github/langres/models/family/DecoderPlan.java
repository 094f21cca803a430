package io.github.langres.models.family;

import io.github.langres.models.graph.Activation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a config says about a decoder, in one vocabulary for all architectures.
 *
 * @param headNorms queries and keys are normalized, head by head
 * @param tied the table of words scores the vocabulary too
 * @param rope empty when positions are learned
 */
record DecoderPlan(
    DecoderSizes sizes,
    DecoderNames names,
    Norm norm,
    Activation activation,
    Biases biases,
    boolean headNorms,
    boolean tied,
    Optional<Rope> rope,
    List<Layer> layers) {

  DecoderPlan {
    layers = List.copyOf(layers);
  }

  /** The normalizations of a decoder. */
  record Norm(Kind kind, double epsilon) {
    enum Kind {
      /** Division by the root mean square. */
      RMS,
      /** Layer normalization. */
      LAYER,
      /** Layer normalization whose saved weights are one less than what they mean. */
      LAYER_ONE_PLUS
    }
  }

  /** Which linear layers add a bias. */
  record Biases(boolean projections, boolean output, boolean feedForward) {
    static final Biases NONE = new Biases(false, false, false);
  }

  /**
   * What differs between layers.
   *
   * @param rotates tells its tokens' positions apart by rotation
   * @param window tokens that a token sees at most, itself included
   * @param scale what scores are multiplied by
   */
  record Layer(boolean rotates, OptionalInt window, double scale) {}

  DecoderPlan withNames(DecoderNames newNames) {
    return new DecoderPlan(
        sizes, newNames, norm, activation, biases, headNorms, tied, rope, layers);
  }

  DecoderPlan withNorm(Norm newNorm) {
    return new DecoderPlan(
        sizes, names, newNorm, activation, biases, headNorms, tied, rope, layers);
  }

  DecoderPlan withActivation(Activation newActivation) {
    return new DecoderPlan(
        sizes, names, norm, newActivation, biases, headNorms, tied, rope, layers);
  }

  DecoderPlan withBiases(Biases newBiases) {
    return new DecoderPlan(
        sizes, names, norm, activation, newBiases, headNorms, tied, rope, layers);
  }

  DecoderPlan withHeadNorms() {
    return new DecoderPlan(sizes, names, norm, activation, biases, true, tied, rope, layers);
  }

  DecoderPlan withLayers(List<Layer> newLayers) {
    return new DecoderPlan(
        sizes, names, norm, activation, biases, headNorms, tied, rope, newLayers);
  }

  /** How heads lie in the graph. */
  HeadLayout layout() {
    return HeadLayout.of(sizes.headSize(), rope.map(Rope::channels).orElse(0));
  }

  /** The widest window, when every layer has one. */
  OptionalInt window() {
    return layers.stream().allMatch(layer -> layer.window().isPresent())
        ? layers.stream().mapToInt(layer -> layer.window().getAsInt()).max()
        : OptionalInt.empty();
  }

  DecoderFacts facts(String modelType) {
    return new DecoderFacts(
        modelType,
        sizes.layers(),
        sizes.hidden(),
        sizes.heads(),
        sizes.keyHeads(),
        layout().padded(),
        sizes.intermediate(),
        names.gate().isPresent(),
        tied,
        sizes.vocabulary(),
        rope.map(Rope::comfortable).orElse(sizes.positions()),
        rope.map(r -> r.kind().stretches()).orElse(false),
        window());
  }
}
