package io.github.langres.models.family;

import io.github.langres.models.graph.Activation;
import io.github.langres.models.graph.Dim;
import io.github.langres.models.graph.Value;
import java.util.List;

/** How an architecture computes one head from the hidden states, and the weights that show it. */
interface HeadForm {
  Head head();

  /** The weights without which a checkpoint does not have this head. */
  List<String> weights();

  /** The hidden states that the head reads. */
  default Family.Tokens tokens() {
    return Family.Tokens.ALL;
  }

  /** Adds the head and its outputs. */
  void attach(Net net, Value hidden);

  /** Dense, activation, normalization, then the vocabulary. */
  record MaskedLm(
      String dense, Activation activation, String norm, double epsilon, Vocabulary vocabulary)
      implements HeadForm {
    @Override
    public Head head() {
      return Head.MASKED_LM;
    }

    @Override
    public List<String> weights() {
      return List.of(dense + ".weight");
    }

    @Override
    public void attach(Net net, Value hidden) {
      long width = net.checkpoint().get(norm + ".weight", Checkpoint.ANY).shape()[0];
      Value x = net.layers().activate(net.linear(hidden, dense, width), activation);
      net.graph().output("logits", vocabulary.project(net, net.norm(x, norm, epsilon)));
    }
  }

  /** Dense and activation over the first token, then the labels. */
  record FirstToken(String dense, Activation activation, String out) implements HeadForm {
    @Override
    public Head head() {
      return Head.SEQUENCE_CLASSIFICATION;
    }

    @Override
    public List<String> weights() {
      return List.of(dense + ".weight", out + ".weight");
    }

    @Override
    public Family.Tokens tokens() {
      return Family.Tokens.FIRST;
    }

    @Override
    public void attach(Net net, Value hidden) {
      Value first = net.tensors().reshape(hidden, Dim.BATCH, hidden.dim(-1));
      Value x = net.layers().activate(net.linear(first, dense, hidden.size(-1)), activation);
      net.graph().output("logits", net.linear(x, out, Checkpoint.ANY));
    }
  }

  /** One linear layer over every token. */
  record PerToken(String out) implements HeadForm {
    @Override
    public Head head() {
      return Head.TOKEN_CLASSIFICATION;
    }

    @Override
    public List<String> weights() {
      return List.of(out + ".weight");
    }

    @Override
    public void attach(Net net, Value hidden) {
      net.graph().output("logits", net.linear(hidden, out, Checkpoint.ANY));
    }
  }

  /** One linear layer over every token, whose two columns are the span's start and end. */
  record Span(String out) implements HeadForm {
    @Override
    public Head head() {
      return Head.QUESTION_ANSWERING;
    }

    @Override
    public List<String> weights() {
      return List.of(out + ".weight");
    }

    @Override
    public void attach(Net net, Value hidden) {
      List<Value> parts = net.tensors().split(net.linear(hidden, out, 2), -1, 1, 1);
      net.graph().output("start_logits", net.tensors().squeeze(parts.get(0), -1));
      net.graph().output("end_logits", net.tensors().squeeze(parts.get(1), -1));
    }
  }
}
