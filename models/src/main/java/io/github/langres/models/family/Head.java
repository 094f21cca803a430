package io.github.langres.models.family;

import java.util.Optional;

/** What a graph computes from the hidden states of its encoder. */
public enum Head {
  /** {@code last_hidden_state} float32 {@code [batch, sequence, hidden]}, or a pooled vector. */
  BASE("encoder"),

  /** {@code logits} float32 {@code [batch, sequence, vocabulary]}. */
  MASKED_LM("masked language model"),

  /** {@code logits} float32 {@code [batch, labels]}. */
  SEQUENCE_CLASSIFICATION("sequence classification"),

  /** {@code logits} float32 {@code [batch, sequence, labels]}. */
  TOKEN_CLASSIFICATION("token classification"),

  /** {@code start_logits} and {@code end_logits} float32 {@code [batch, sequence]}. */
  QUESTION_ANSWERING("question answering"),

  /** {@code logits} float32 {@code [batch, 1, vocabulary]}, of the token that comes next. */
  CAUSAL_LM("causal language model");

  private final String words;

  Head(String words) {
    this.words = words;
  }

  /** The head of a {@code transformers} class, such as {@code CamembertForMaskedLM}. */
  public static Optional<Head> ofArchitecture(String name) {
    if (name.endsWith("ForMaskedLM") || name.endsWith("WithLMHeadModel")) {
      return Optional.of(MASKED_LM);
    }
    if (name.endsWith("ForSequenceClassification")) {
      return Optional.of(SEQUENCE_CLASSIFICATION);
    }
    if (name.endsWith("ForTokenClassification")) {
      return Optional.of(TOKEN_CLASSIFICATION);
    }
    if (name.endsWith("ForQuestionAnswering") || name.endsWith("ForQuestionAnsweringSimple")) {
      return Optional.of(QUESTION_ANSWERING);
    }
    if (name.endsWith("ForCausalLM") || name.endsWith("LMHeadModel")) {
      return Optional.of(CAUSAL_LM);
    }
    return name.endsWith("Model") ? Optional.of(BASE) : Optional.empty();
  }

  /** The name in a sentence. */
  public String words() {
    return words;
  }
}
