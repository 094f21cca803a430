package io.github.langres.models.family;

import io.github.langres.models.graph.Activation;
import io.github.langres.models.graph.Dim;
import io.github.langres.models.graph.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How an architecture computes one head from the hidden states. */
sealed interface HeadForm {
  Head head();

  /** The weights without which a checkpoint does not have this head. */
  List<String> weights();

  /** The hidden states that the head reads. */
  default Family.Tokens tokens() {
    return Family.Tokens.ALL;
  }

  /** Adds the head and its outputs. */
  void attach(Net net, Value hidden);

  /**
   * The vocabulary's scores of every token.
   *
   * @param shown a weight that tells this head from others, besides the transform's
   */
  record MaskedLm(Optional<Transform> transform, Vocabulary vocabulary, List<String> shown)
      implements HeadForm {
    MaskedLm(Transform transform, Vocabulary vocabulary) {
      this(Optional.of(transform), vocabulary, List.of());
    }

    @Override
    public Head head() {
      return Head.MASKED_LM;
    }

    @Override
    public List<String> weights() {
      return Stream.concat(
              transform.map(Transform::weights).orElse(List.of()).stream(), shown.stream())
          .toList();
    }

    @Override
    public void attach(Net net, Value hidden) {
      Value wanted =
          net.options().maskToken().isPresent()
              ? masked(net, hidden, net.options().maskToken().getAsInt())
              : hidden;
      Value x = transform.map(t -> t.apply(net, wanted)).orElse(wanted);
      net.graph().output("logits", vocabulary.project(net, x));
    }

    /** The vectors of the tokens of one id, {@code [masks, hidden]}. */
    private static Value masked(Net net, Value hidden, long id) {
      Dim tokens = Dim.of("tokens");
      Value chosen = net.tensors().equal(net.ids(), net.graph().scalar(id));
      return net.tensors()
          .compress(
              net.tensors().reshape(hidden, tokens, hidden.dim(-1)),
              net.tensors().reshape(chosen, tokens),
              Dim.of("masks"));
    }
  }

  /** The labels' scores of a row, from the vectors that the pooling picks. */
  record Classifier(Rows rows, Transform transform, String out) implements HeadForm {

    /** Where the tokens of a row become one vector. */
    enum Rows {
      /** The first token stands for all. */
      FIRST,
      /** The mean over real tokens goes through the head. */
      MEAN,
      /** Every token goes through the head, then the mean is taken. */
      LATE_MEAN
    }

    @Override
    public Head head() {
      return Head.SEQUENCE_CLASSIFICATION;
    }

    @Override
    public List<String> weights() {
      return Stream.concat(transform.weights().stream(), Stream.of(out + ".weight")).toList();
    }

    @Override
    public Family.Tokens tokens() {
      return rows == Rows.FIRST ? Family.Tokens.FIRST : Family.Tokens.ALL;
    }

    @Override
    public void attach(Net net, Value hidden) {
      Value x =
          switch (rows) {
            case FIRST -> net.tensors().reshape(hidden, Dim.BATCH, hidden.dim(-1));
            case MEAN -> SentenceVectors.mean(net, hidden);
            case LATE_MEAN -> hidden;
          };
      Value scores = net.linear(transform.apply(net, x), out, Checkpoint.ANY);
      net.graph()
          .output("logits", rows == Rows.LATE_MEAN ? SentenceVectors.mean(net, scores) : scores);
    }
  }

  /** The labels' scores of a row: one linear layer over the first token, then an activation. */
  record Summary(String out, Activation activation) implements HeadForm {
    @Override
    public Head head() {
      return Head.SEQUENCE_CLASSIFICATION;
    }

    @Override
    public List<String> weights() {
      return List.of(out + ".weight");
    }

    @Override
    public Family.Tokens tokens() {
      return Family.Tokens.FIRST;
    }

    @Override
    public void attach(Net net, Value hidden) {
      Value first = net.tensors().reshape(hidden, Dim.BATCH, hidden.dim(-1));
      Value scores = net.linear(first, out, Checkpoint.ANY);
      net.graph().output("logits", net.layers().activate(scores, activation));
    }
  }

  /** The labels' scores of every token. */
  record PerToken(Optional<Transform> transform, String out) implements HeadForm {
    PerToken(String out) {
      this(Optional.empty(), out);
    }

    @Override
    public Head head() {
      return Head.TOKEN_CLASSIFICATION;
    }

    @Override
    public List<String> weights() {
      return Stream.concat(
              transform.map(Transform::weights).orElse(List.of()).stream(),
              Stream.of(out + ".weight"))
          .toList();
    }

    @Override
    public void attach(Net net, Value hidden) {
      Value x = transform.map(t -> t.apply(net, hidden)).orElse(hidden);
      net.graph().output("logits", net.linear(x, out, Checkpoint.ANY));
    }
  }

  /** The scores of every token as a span's start and as its end: two columns of one layer. */
  record Span(Optional<Transform> transform, String out) implements HeadForm {
    Span(String out) {
      this(Optional.empty(), out);
    }

    @Override
    public Head head() {
      return Head.QUESTION_ANSWERING;
    }

    @Override
    public List<String> weights() {
      return new PerToken(transform, out).weights();
    }

    @Override
    public void attach(Net net, Value hidden) {
      Value x = transform.map(t -> t.apply(net, hidden)).orElse(hidden);
      List<Value> columns = net.tensors().split(net.linear(x, out, 2), -1, 1, 1);
      net.graph().output("start_logits", net.tensors().squeeze(columns.get(0), -1));
      net.graph().output("end_logits", net.tensors().squeeze(columns.get(1), -1));
    }
  }
}
