package io.github.langres.models.family;

import io.github.langres.models.ModelException;
import io.github.langres.models.graph.Activation;
import io.github.langres.models.graph.Dim;
import io.github.langres.models.graph.Heads;
import io.github.langres.models.graph.LayerOps;
import io.github.langres.models.graph.Parameter;
import io.github.langres.models.graph.Value;
import io.github.langres.tokenizer.json.JsonObject;

/**
 * The layers of EuroBERT.
 *
 * @param keyHeads heads of keys and values; each serves several query heads
 */
record EuroBertLayers(
    Facts facts,
    Heads heads,
    Heads keyHeads,
    double epsilon,
    Activation activation,
    Rotation rotation)
    implements PreNormLayers {

  static EuroBertLayers of(Net net) {
    JsonObject config = net.config();
    Facts facts = Facts.read(config);
    int size = config.intOr("head_dim", facts.hidden() / facts.heads());
    int keyHeads = config.intOr("num_key_value_heads", facts.heads());
    if (keyHeads < 1 || facts.heads() % keyHeads != 0) {
      throw new ModelException.Folder(
          config.source()
              + ": "
              + facts.heads()
              + " heads cannot share "
              + keyHeads
              + " key and value heads evenly");
    }
    JsonObject rope = config.objectOrEmpty("rope_parameters");
    Rotation.checkPlain(rope);
    Rotation.checkPlain(config.objectOrEmpty("rope_scaling"));
    double theta = rope.numberOr("rope_theta", config.numberOr("rope_theta", 10_000));
    int positions = Settings.positions(config, "max_position_embeddings", 8192);
    return new EuroBertLayers(
        facts,
        Heads.of(facts.heads(), size),
        Heads.of(keyHeads, size),
        config.numberOr("rms_norm_eps", 1e-5),
        Settings.activation(config, "hidden_act", "silu"),
        Rotation.of(net, "rotation", theta, positions, size));
  }

  @Override
  public Value attention(Net net, Value x, int layer) {
    String name = "~layers." + layer + ".self_attn.";
    Value query = net.linear(x, name + "q_proj", (long) heads.count() * heads.size());
    Value key = net.linear(x, name + "k_proj", (long) keyHeads.count() * heads.size());
    Value value = net.linear(x, name + "v_proj", (long) keyHeads.count() * heads.size());
    Value attended =
        net.layers()
            .attention(
                rotation.rotate(net, query, heads),
                shared(net, rotation.rotate(net, key, keyHeads)),
                shared(net, value),
                net.keyMask(),
                null,
                heads);
    return net.linear(attended, name + "o_proj", facts.hidden());
  }

  /** Repeats each key or value head for the query heads that share it. */
  private Value shared(Net net, Value x) {
    int times = heads.count() / keyHeads.count();
    if (times == 1) {
      return x;
    }
    Dim size = Dim.of(heads.size());
    Value apart =
        net.tensors()
            .reshape(x, Dim.BATCH, Dim.SEQUENCE, Dim.of(keyHeads.count()), Dim.of(1), size);
    return net.tensors()
        .reshape(
            net.tensors().repeat(apart, 3, times),
            Dim.BATCH,
            Dim.SEQUENCE,
            Dim.of((long) heads.count() * heads.size()));
  }

  @Override
  public Value feedForward(Net net, Value x, int layer) {
    String name = "~layers." + layer + ".mlp.";
    Value gate = net.linear(x, name + "gate_proj", facts.intermediate());
    Value up = net.linear(x, name + "up_proj", facts.intermediate());
    Value gated = net.tensors().multiply(net.layers().activate(gate, activation), up);
    return net.linear(gated, name + "down_proj", facts.hidden());
  }

  @Override
  public Value firstNorm(Net net, Value embeddings) {
    return net.layers().rmsNorm(embeddings, scale(net, 0), epsilon);
  }

  @Override
  public LayerOps.Normed addNorm(Net net, Value x, Value sum, int place) {
    return net.layers().addRmsNorm(x, sum, scale(net, place), epsilon);
  }

  private Parameter scale(Net net, int place) {
    String layer = "~layers." + place / 2;
    String name = place % 2 == 0 ? ".input_layernorm" : ".post_attention_layernorm";
    return net.checkpoint()
        .get((place == 2 * facts.layers() ? "~norm" : layer + name) + ".weight", facts.hidden());
  }
}
