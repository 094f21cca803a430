package io.github.langres.benchmarks;

import io.github.langres.engine.GraphSource;
import java.util.Map;

/**
 * A graph that costs what an encoder costs, for measuring what is around it: an embedding, layers
 * of {@code tanh(x + x W)}, and the sum over the tokens, {@code pooled [batch, width]} float32. Its
 * weights are random, the same in each process.
 */
final class StandInEncoder {
  static final int VOCABULARY = 1000;
  static final String OUTPUT = "pooled";

  private StandInEncoder() {}

  static GraphSource graph(int layers, int width) {
    StandInGraph graph = new StandInGraph();
    graph.input("input_ids", StandInGraph.INT64, "batch", "sequence");
    graph.input("attention_mask", StandInGraph.INT64, "batch", "sequence");
    graph.output(OUTPUT, StandInGraph.FLOAT, "batch", Integer.toString(width));
    graph.weight("words", 1, VOCABULARY, width);
    graph.node("Gather", "x0", "words", "input_ids");
    for (int layer = 0; layer < layers; layer++) {
      graph.weight("w" + layer, (float) Math.sqrt(1.0 / width), width, width);
      graph.node("MatMul", "y" + layer, "x" + layer, "w" + layer);
      graph.node("Add", "z" + layer, "x" + layer, "y" + layer);
      graph.node("Tanh", "x" + (layer + 1), "z" + layer);
    }
    graph.longs("last", 2);
    graph.longs("tokens", 1);
    graph.node("Unsqueeze", "mask3", "attention_mask", "last");
    graph
        .node("Cast", "mask", "mask3")
        .addAttribute(StandInGraph.attribute("to", StandInGraph.FLOAT));
    graph.node("Mul", "masked", "x" + layers, "mask");
    graph
        .node("ReduceSum", OUTPUT, "masked", "tokens")
        .addAttribute(StandInGraph.attribute("keepdims", 0));
    return new GraphSource.Built(graph.build(), Map.of());
  }
}
