package io.github.langres.benchmarks;

import io.github.langres.engine.GraphSource;
import java.util.Map;

/**
 * A decoder of our own form with as many tensors as a real one and little arithmetic, for measuring
 * what is around the graph: each layer is a GroupQueryAttention of 4 query and 2 key heads of 16
 * whose output is added, and the head is {@code [64, vocabulary]}. Its weights are random, the same
 * in each process.
 */
final class StandInDecoder {
  private static final int HIDDEN = 64;
  private static final int KEYS = 32;

  private StandInDecoder() {}

  static GraphSource graph(int layers, int vocabulary) {
    StandInGraph graph = new StandInGraph();
    graph.input("input_ids", StandInGraph.INT64, "batch", "sequence");
    graph.input("seqlens_k", StandInGraph.INT32, "batch");
    graph.input("total_sequence_length", StandInGraph.INT32);
    graph.output("logits", StandInGraph.FLOAT, "batch", "1", Integer.toString(vocabulary));
    graph.weight("words", 1, vocabulary, HIDDEN);
    graph.node("Gather", "x0", "words", "input_ids");
    for (int layer = 0; layer < layers; layer++) {
      layer(graph, layer);
    }
    graph.longs("last", -1);
    graph
        .node("Gather", "final", "x" + layers, "last")
        .addAttribute(StandInGraph.attribute("axis", 1));
    graph.weight("head", 0.1f, HIDDEN, vocabulary);
    graph.node("MatMul", "logits", "final", "head");
    return new GraphSource.Built(graph.build(), Map.of());
  }

  private static void layer(StandInGraph graph, int layer) {
    String key = "past_key_values." + layer + ".key";
    String value = "past_key_values." + layer + ".value";
    for (String name : new String[] {key, value}) {
      graph.input(name, StandInGraph.FLOAT, "batch", "2", "capacity", "16");
    }
    String newKey = "present." + layer + ".key";
    String newValue = "present." + layer + ".value";
    for (String name : new String[] {newKey, newValue}) {
      graph.output(name, StandInGraph.FLOAT, "batch", "2", "capacity", "16");
    }
    graph.weight("wk" + layer, 0.1f, HIDDEN, KEYS);
    graph.weight("wv" + layer, 0.1f, HIDDEN, KEYS);
    graph.node("MatMul", "k" + layer, "x" + layer, "wk" + layer);
    graph.node("MatMul", "v" + layer, "x" + layer, "wv" + layer);
    graph
        .node(
            "GroupQueryAttention",
            "a" + layer,
            "x" + layer,
            "k" + layer,
            "v" + layer,
            key,
            value,
            "seqlens_k",
            "total_sequence_length")
        .setDomain("com.microsoft")
        .addOutput(newKey)
        .addOutput(newValue)
        .addAttribute(StandInGraph.attribute("num_heads", 4))
        .addAttribute(StandInGraph.attribute("kv_num_heads", 2));
    graph.node("Add", "x" + (layer + 1), "x" + layer, "a" + layer);
  }
}
