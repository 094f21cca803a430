package io.github.langres.models.family;

import io.github.langres.models.graph.Heads;
import io.github.langres.models.graph.Value;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * DeBERTa's attention: to the scores between contents are added those between a content and its
 * distance to the other token, seen from the query ({@code c2p}) or from the key ({@code p2c}).
 *
 * @param heads scaled by the number of terms in a score
 * @param shared when distances go through the projections of the contents
 * @param distances empty without relative attention
 */
record DebertaAttention(
    Facts facts,
    Heads heads,
    boolean contentToPosition,
    boolean positionToContent,
    boolean shared,
    Optional<DebertaDistances> distances)
    implements PostNormLayers.Attention {

  static DebertaAttention of(Net net, Facts facts, double epsilon) {
    JsonObject config = net.config();
    List<String> kinds = kinds(config);
    boolean contentToPosition = kinds.contains("c2p");
    boolean positionToContent = kinds.contains("p2c");
    int terms = 1 + (contentToPosition ? 1 : 0) + (positionToContent ? 1 : 0);
    int size = facts.hidden() / facts.heads();
    Heads heads = new Heads(facts.heads(), size, 1 / Math.sqrt((double) size * terms));
    boolean relative = terms > 1 && config.booleanOr("relative_attention", false);
    return new DebertaAttention(
        facts,
        heads,
        contentToPosition,
        positionToContent,
        config.booleanOr("share_att_key", false),
        relative ? Optional.of(DebertaDistances.of(net, facts, heads, epsilon)) : Optional.empty());
  }

  /** A list, or one string with bars. */
  private static List<String> kinds(JsonObject config) {
    if (config.get("pos_att_type") instanceof String text) {
      return Arrays.stream(text.toLowerCase(Locale.ROOT).split("\\|")).map(String::strip).toList();
    }
    return config.listOrEmpty("pos_att_type").stream().map(String::valueOf).toList();
  }

  @Override
  public Value apply(Net net, Value queries, Value tokens, int layer) {
    String self = "~encoder.layer." + layer + ".attention.self.";
    Value query = net.linear(queries, self + "query_proj", facts.hidden());
    Value key = net.linear(tokens, self + "key_proj", facts.hidden());
    Value value = net.linear(tokens, self + "value_proj", facts.hidden());
    Value bias = distances.map(d -> bias(net, d, query, key, self)).orElse(null);
    return net.layers().attention(query, key, value, net.keyMask(), bias, heads);
  }

  private Value bias(Net net, DebertaDistances distances, Value query, Value key, String self) {
    List<Value> terms = new ArrayList<>();
    if (contentToPosition) {
      terms.add(distances.seenFromQuery(net, query, self + (shared ? "key_proj" : "pos_key_proj")));
    }
    if (positionToContent) {
      terms.add(distances.seenFromKey(net, key, self + (shared ? "query_proj" : "pos_query_proj")));
    }
    return terms.size() == 1 ? terms.get(0) : net.tensors().add(terms.get(0), terms.get(1));
  }
}
