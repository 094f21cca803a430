package io.github.langres.models.family;

import io.github.langres.engine.ElementType;
import io.github.langres.models.graph.BlockFormat;
import io.github.langres.models.graph.CachedAttention.RotaryTables;
import io.github.langres.models.graph.LayerOps.Normed;
import io.github.langres.models.graph.Matrix;
import io.github.langres.models.graph.Parameter;
import io.github.langres.models.graph.Value;
import io.github.langres.models.graph.Vectors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A whole decoder, from ids to the scores of the vocabulary. */
final class DecoderLayers {
  private final DecoderNet net;
  private final DecoderPlan plan;
  private final DecoderSizes sizes;

  DecoderLayers(DecoderNet net) {
    this.net = net;
    this.plan = net.plan();
    this.sizes = plan.sizes();
  }

  /** Adds the decoder with all its outputs. */
  void build(int context) {
    DecoderAttention attention = new DecoderAttention(net, rotation(context));
    Value words = embeddings();
    Normed state = new Normed(net.norm(words, name(0, plan.names().firstNorm())), words);
    for (int i = 0; i < sizes.layers(); i++) {
      int layer = i;
      Normed before = state;
      state = net.graph().scope("layer." + i, () -> layer(attention, before, layer));
    }
    Value hidden = state.normed();
    net.graph().output("logits", net.graph().scope("head", () -> scores(hidden)));
  }

  private Normed layer(DecoderAttention attention, Normed before, int layer) {
    Value attended = attention.apply(before.normed(), layer);
    Value sum = before.sum();
    if (layer == sizes.layers() - 1 && !net.options().allLogits()) {
      // Nobody reads what the last layer makes of earlier tokens.
      attended = net.tensors().last(attended, 1);
      sum = net.tensors().last(sum, 1);
    }
    Normed middle =
        net.addNorm(attention.output(attended, layer), sum, name(layer, plan.names().secondNorm()));
    String next =
        layer + 1 == sizes.layers()
            ? plan.names().lastNorm()
            : name(layer + 1, plan.names().firstNorm());
    return net.addNorm(feedForward(middle.normed(), layer), middle.sum(), next);
  }

  private String name(int layer, String part) {
    return plan.names().layers() + layer + "." + part;
  }

  private Value embeddings() {
    Value words = words();
    return plan.names().positions().map(name -> withPositions(words, name)).orElse(words);
  }

  /** A tied table that is quantized for the scores is read from there, if it lost little. */
  private Value words() {
    String name = plan.names().words() + ".weight";
    BlockFormat format = net.format(net.options().head());
    if (plan.tied()
        && format != null
        && format.bits() == 8
        && sizes.hidden() % format.size() == 0) {
      return net.ops().rows(scorer(), format, net.ids());
    }
    return net.ops()
        .rows(net.checkpoint().table(name, sizes.vocabulary(), sizes.hidden()), net.ids());
  }

  /** The position of a row's first token is its valid length less this run's tokens. */
  private Value withPositions(Value words, String name) {
    Value after =
        net.tensors()
            .add(net.tensors().cast(net.lengths(), ElementType.INT64), net.graph().scalar(1L));
    Value before = net.tensors().subtract(after, net.tensors().sizeOf(net.ids(), 1));
    Value positions =
        net.tensors()
            .add(net.tensors().unsqueeze(before, 1), net.tensors().positions(net.ids(), 1));
    Value rows =
        net.ops()
            .rows(
                net.checkpoint().table(name + ".weight", sizes.positions(), sizes.hidden()),
                positions);
    return net.tensors().add(words, rows);
  }

  private Value feedForward(Value x, int layer) {
    String up = name(layer, plan.names().up());
    String down = name(layer, plan.names().down());
    Value inner =
        plan.names().gate().isPresent()
            ? gated(x, name(layer, plan.names().gate().get()), up)
            : net.layers().activate(linear(x, up, sizes.intermediate()), plan.activation());
    return linear(inner, down, sizes.hidden());
  }

  private Value gated(Value x, String gateName, String upName) {
    BlockFormat format = net.format();
    if (format == null) {
      Value gate = net.layers().activate(inner(x, gateName), plan.activation());
      return net.tensors().multiply(gate, inner(x, upName));
    }
    Value both =
        net.ops().linear(x, stacked(gateName, upName), stackedBias(gateName, upName), format);
    List<Value> parts = net.tensors().split(both, -1, sizes.intermediate(), sizes.intermediate());
    return net.tensors()
        .multiply(net.layers().activate(parts.get(0), plan.activation()), parts.get(1));
  }

  private Value inner(Value x, String name) {
    return linear(x, name, sizes.intermediate());
  }

  private Matrix stacked(String gate, String up) {
    return Matrix.stacked(
        gate.substring(1) + "+up",
        List.of(
            net.matrix(gate, sizes.intermediate(), sizes.hidden()),
            net.matrix(up, sizes.intermediate(), sizes.hidden())));
  }

  private @Nullable Parameter stackedBias(String gate, String up) {
    Parameter first = net.bias(plan.biases().feedForward(), gate, sizes.intermediate());
    Parameter second = net.bias(plan.biases().feedForward(), up, sizes.intermediate());
    return first == null || second == null
        ? null
        : Vectors.joined(gate.substring(1) + "+up.bias", List.of(first, second));
  }

  private Value linear(Value x, String name, int out) {
    return net.ops()
        .linear(
            x,
            net.matrix(name, out, Math.toIntExact(x.size(-1))),
            net.bias(plan.biases().feedForward(), name, out),
            net.format());
  }

  private Value scores(Value hidden) {
    return net.ops().linear(hidden, scorer(), null, net.format(net.options().head()));
  }

  /** The weight that scores the vocabulary. */
  private Matrix scorer() {
    String name = plan.tied() ? plan.names().words() : "lm_head";
    return net.checkpoint().matrix(name + ".weight", sizes.vocabulary(), sizes.hidden());
  }

  private @Nullable RotaryTables rotation(int context) {
    if (plan.rope().isEmpty()) {
      return null;
    }
    RopeFrequencies frequencies = RopeFrequencies.of(plan.rope().get(), context);
    int pairs = net.layout().pairs();
    int width = net.layout().turning();
    ByteBuffer cosines = direct(context, width);
    ByteBuffer sines = direct(context, width);
    IntStream.range(0, context)
        .parallel()
        .forEach(
            position -> {
              for (int pair = 0; pair < width; pair++) {
                int at = (position * width + pair) * Float.BYTES;
                cosines.putFloat(at, pair < pairs ? frequencies.cosine(position, pair) : 1);
                sines.putFloat(at, pair < pairs ? frequencies.sine(position, pair) : 0);
              }
            });
    long[] shape = {context, width};
    return new RotaryTables(
        net.graph().weight("rotation.cosines", ElementType.FLOAT32, shape, () -> cosines),
        net.graph().weight("rotation.sines", ElementType.FLOAT32, shape, () -> sines));
  }

  private static ByteBuffer direct(int rows, int columns) {
    return ByteBuffer.allocateDirect(
            Math.multiplyExact(Math.multiplyExact(rows, columns), Float.BYTES))
        .order(ByteOrder.nativeOrder());
  }
}
