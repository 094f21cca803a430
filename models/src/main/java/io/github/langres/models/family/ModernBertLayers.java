package io.github.langres.models.family;

import io.github.langres.models.graph.Activation;
import io.github.langres.models.graph.LayerOps;
import io.github.langres.models.graph.Value;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;

/**
 * The layers of ModernBERT.
 *
 * @param global the rotation of layers that see all tokens
 * @param local that of layers that see a window
 * @param window added to the scores of the latter, {@code [1, 1, sequence, sequence]}
 */
record ModernBertLayers(
    Facts facts,
    double epsilon,
    Activation activation,
    Rotation global,
    Rotation local,
    Value window)
    implements PreNormLayers {

  /** Below any score, and far from overflow when a mask is added to it. */
  private static final float OUTSIDE = -1e30f;

  static ModernBertLayers of(Net net, double epsilon) {
    JsonObject config = net.config();
    Facts facts = Facts.read(config);
    return new ModernBertLayers(
        facts,
        epsilon,
        Settings.activation(config, "hidden_activation", "gelu"),
        rotation(net, facts, "full_attention", "global_rope_theta", 160_000),
        rotation(net, facts, "sliding_attention", "local_rope_theta", 10_000),
        window(net, config.intOr("local_attention", 128) / 2));
  }

  /** Under the nested keys of new configs, or the flat key of old ones. */
  private static Rotation rotation(
      Net net, Facts facts, String layers, String oldKey, double usual) {
    JsonObject config = net.config();
    JsonObject rope = config.objectOrEmpty("rope_parameters").objectOrEmpty(layers);
    Rotation.checkPlain(rope);
    return Rotation.of(
        net,
        "rotation." + layers,
        rope.numberOr("rope_theta", config.numberOr(oldKey, usual)),
        Settings.positions(config, "max_position_embeddings", 8192),
        facts.attention().size());
  }

  private static Value window(Net net, int half) {
    Value distance = net.tensors().absolute(Distances.queryMinusKey(net));
    Value near = net.tensors().lessOrEqual(distance, net.graph().scalar((long) half));
    Value bias = net.tensors().where(near, net.graph().scalar(0f), net.graph().scalar(OUTSIDE));
    return net.tensors().unsqueeze(net.tensors().unsqueeze(bias, 0), 0);
  }

  private static boolean seesAll(JsonObject config, int layer) {
    List<?> types = config.listOrEmpty("layer_types");
    return types.isEmpty()
        ? layer % config.intOr("global_attn_every_n_layers", 3) == 0
        : layer < types.size() && "full_attention".equals(types.get(layer));
  }

  @Override
  public Value attention(Net net, Value x, int layer) {
    String name = "~layers." + layer + ".attn.";
    boolean seesAll = seesAll(net.config(), layer);
    Rotation rotation = seesAll ? global : local;
    Value query = net.linearPart(x, name + "Wqkv", 0, 3, facts.hidden());
    Value key = net.linearPart(x, name + "Wqkv", 1, 3, facts.hidden());
    Value value = net.linearPart(x, name + "Wqkv", 2, 3, facts.hidden());
    Value attended =
        net.layers()
            .attention(
                rotation.rotate(net, query, facts.attention()),
                rotation.rotate(net, key, facts.attention()),
                value,
                net.keyMask(),
                seesAll ? null : window,
                facts.attention());
    return net.linear(attended, name + "Wo", facts.hidden());
  }

  @Override
  public Value feedForward(Net net, Value x, int layer) {
    String name = "~layers." + layer + ".mlp.";
    Value input = net.linearPart(x, name + "Wi", 0, 2, facts.intermediate());
    Value gate = net.linearPart(x, name + "Wi", 1, 2, facts.intermediate());
    Value gated = net.tensors().multiply(net.layers().activate(input, activation), gate);
    return net.linear(gated, name + "Wo", facts.hidden());
  }

  /** The embeddings are normalized already. */
  @Override
  public Value firstNorm(Net net, Value embeddings) {
    return embeddings;
  }

  @Override
  public LayerOps.Normed addNorm(Net net, Value x, Value sum, int place) {
    String name = "~layers." + place / 2 + (place % 2 == 0 ? ".attn_norm" : ".mlp_norm");
    return net.addNorm(x, sum, place == 2 * facts.layers() ? "~final_norm" : name, epsilon);
  }
}
