package io.github.langres.models.generator;

import io.github.langres.engine.Graph;
import io.github.langres.models.ForwardPass;
import io.github.langres.models.ModelException;
import io.github.langres.tokenizer.Tokenizer;

/** The scores of the vocabulary after each token of a text. Owns the tokenizer and the graph. */
public final class DecoderForwardPass implements ForwardPass {
  private final Tokenizer tokenizer;
  private final Graph graph;
  private final int contextTokens;

  /** Takes ownership of both. */
  public DecoderForwardPass(Tokenizer tokenizer, Graph graph, int contextTokens) {
    this.tokenizer = tokenizer;
    this.graph = graph;
    this.contextTokens = contextTokens;
  }

  @Override
  public FloatTensor forward(String text) {
    return forward(tokenizer.encode(text).ids(), new int[0]);
  }

  @Override
  public FloatTensor forward(int[] ids, int[] typeIds) {
    for (int type : typeIds) {
      if (type != 0) {
        throw new ModelException.Input("a model that writes has no token types; leave typeIds out");
      }
    }
    if (ids.length == 0 || ids.length > contextTokens) {
      throw new ModelException.Input(
          "got " + ids.length + " tokens; the model accepts 1 to " + contextTokens);
    }
    try (AllLogits logits = new AllLogits(graph, ids.length)) {
      return logits.of(ids);
    }
  }

  @Override
  public void close() {
    graph.close();
    tokenizer.close();
  }
}
